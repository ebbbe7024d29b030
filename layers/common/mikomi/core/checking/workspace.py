"""A folder of files becomes a plan, or a list of all that is wrong with it.

Rules
1. Everything wrong is told in one pass: a file that is wrong in form is put right as far as its meaning can be seen,
   and examined like the others; what may stand in the rest of it is not reported as missing.
2. A workspace with an error is no plan; with warnings alone it is one.
3. The same files give the same plan, whatever their order.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from mikomi.core.behaviour import segments
from mikomi.core.behaviour.conditions import is_attribute
from mikomi.core.checking import (
    file_names,
    lint_catalogs,
    lint_flow,
    lint_forms,
    lint_layouts,
    lint_mails,
    lint_mjml,
    lint_sales,
    lint_scenarios,
    lint_segments,
    lint_settings,
    lint_slots,
    lint_texts,
    lint_tryouts,
    sendings,
    trait_names,
)
from mikomi.core.checking.diagnose import diagnose
from mikomi.core.checking.document import Document
from mikomi.core.checking.lint_catalogs import Shelf
from mikomi.core.checking.lint_conditions import Known
from mikomi.core.checking.lint_mails import Sending
from mikomi.core.checking.lint_scenarios import Workspace
from mikomi.core.checking.near import nearest
from mikomi.core.checking.source import Source
from mikomi.core.checking.unread import NotRead
from mikomi.core.mails import layouts, text_part
from mikomi.model.base import Millis
from mikomi.model.catalog import Catalog
from mikomi.model.company import CompanySettings
from mikomi.model.form import Form
from mikomi.model.mail_tags import MailTags
from mikomi.model.plan import EDITION, MailTemplate, Plan
from mikomi.model.problem import Problem
from mikomi.model.sales_settings import SalesSettings, Stage, TaskKind
from mikomi.model.scenario import MailStep, Scenario
from mikomi.model.scoring import Scoring
from mikomi.model.segment import Segment
from mikomi.model.slot import Slot
from mikomi.model.step_tree import steps_of
from mikomi.model.tryout import Tryout

_TRYOUT = r"tests/(?P<id>[^/]+)\.test\.json"
KINDS: tuple[tuple[str, type[BaseModel] | None], ...] = (
    (r"settings\.json", CompanySettings),
    (r"scoring\.json", Scoring),
    (r"sales\.json", SalesSettings),
    (r"scenarios/(?P<id>[^/]+)\.json", Scenario),
    (r"forms/(?P<id>[^/]+)\.json", Form),
    (r"slots/(?P<id>[^/]+)\.json", Slot),
    (r"segments/(?P<id>[^/]+)\.json", Segment),
    (r"catalogs/(?P<id>[^/]+)\.json", Catalog),
    (r"mails/(?P<id>[^/]+)\.(html|txt)", None),
    (r"mails/(?P<id>[^/_][^/]*)\.json", MailTags),
    (_TRYOUT, Tryout),
    (r"assets/.+", None),
)
_IGNORED = re.compile(
    r"(^|/)\.|^(reports|pushes|imports)/|(^|/)(README|LICENSE|CHANGELOG)[^/]*$|\.md$|/$|~$|\.schema\.json$|^schemas/"
)


def belongs(file: str) -> bool:
    """Whether a path of the bucket or folder is part of the workspace (reports, lists, hidden files are not)."""
    return not _IGNORED.search(file)


def is_asset(file: str) -> bool:
    """A file that only has to be there: its bytes are never looked at."""
    return file.startswith("assets/")


def read(
    files: Mapping[str, bytes], now: Millis | None = None, *, as_far: bool = False, sender_domain: str | None = None
) -> tuple[Plan | None, tuple[Problem, ...]]:
    """The plan that these files (path → bytes) describe, if nothing is wrong; and every problem, in the files' order.

    `now`: the time, for what may be over already; without it nothing is. `as_far`: what can be read, with errors too.
    `sender_domain`: the only one that mails may come from; None: not known. The plan's `version`, `published_at` and
    `sequencers` are left for the publisher; `standing_range` is its own.
    """
    reading = _Reading({file: files[file] for file in sorted(files) if belongs(file)}, now, sender_domain)
    reading.check()
    problems = tuple(sorted(reading.problems(), key=lambda p: (p.file, p.line, p.column, p.code)))
    if any(problem.is_error for problem in problems) and not (as_far and reading.settings):
        return None, problems
    return reading.plan(), problems


def tryouts(files: Mapping[str, bytes]) -> dict[str, tuple[Document, Tryout]]:
    """The tests of a workspace, by file, each with its document; of one in which nothing is wrong."""
    documents = {file: Document(file, files[file]) for file in sorted(files) if re.fullmatch(_TRYOUT, file)}
    return {file: (document, diagnose(document, Tryout)) for file, document in documents.items()}


def language_of(files: Mapping[str, bytes]) -> str:
    """The language that settings.json asks for, as far as that can be read: whoever wrote it reads the problems."""
    raw = files.get("settings.json")
    value = Document("settings.json", raw).value if raw else None
    return "en" if isinstance(value, dict) and value.get("language") == "en" else "ja"


class _Reading:
    """The files of one workspace as far as they could be read."""

    def __init__(self, files: Mapping[str, bytes], now: Millis | None, sender_domain: str | None) -> None:
        self.now, self.sender_domain = now, sender_domain
        self.documents: dict[str, Document] = {}
        self.sources: dict[str, Source] = {}
        self.shared: dict[str, Source] = {}
        self.models: dict[str, Any] = {}
        self.strays: list[Source] = []
        self.assets: tuple[str, ...] = ()
        for file, raw in files.items():
            self._read(file, raw)
        self.settings: CompanySettings | None = self.models.get("settings.json")
        self.scoring: Scoring = self.models.get("scoring.json") or Scoring()
        self.sales: SalesSettings = self.models.get("sales.json") or SalesSettings()
        self.scenarios: dict[str, Scenario] = self._of("scenarios/")
        self.forms: dict[str, Form] = self._of("forms/")
        self.slots: dict[str, Slot] = self._of("slots/")
        self.segments: dict[str, Segment] = self._of("segments/")
        self.catalogs: dict[str, Catalog] = self._of("catalogs/")
        self.known = self._known()
        self.mails: dict[str, MailTemplate] = {}

    def _read(self, file: str, raw: bytes) -> None:
        if not file_names.can_lie(file):
            self._stray(file, "E-file-path", ())
            return
        match = next((found for kind, _ in KINDS if (found := re.fullmatch(kind, file))), None)
        if match is None:
            self._stray(file, "W-file", _expected(file))
            return
        name = match.groupdict().get("id")
        shared = file.startswith("mails/") and layouts.is_shared(name or "")
        if name is not None and not file_names.is_name(name[1:] if shared else name):
            self._stray(file, "E-file-name", (), name=name)
            return
        model = next(model for kind, model in KINDS if re.fullmatch(kind, file))
        if is_asset(file):
            self.assets = (*self.assets, file)
        elif model is None:
            (self.shared if shared else self.sources)[file] = Source(file, raw)
        else:
            document = self.documents[file] = Document(file, raw)
            if document.value is not None or not document.source.problems:
                self.models[file] = diagnose(document, model)
            else:
                document.lose((), None)
            if name is not None and isinstance(document.value, dict):
                written = document.value.get("id")
                if isinstance(written, str) and written != name and file_names.is_name(written):
                    document.report("E-id-file", ("id",), name=written, right=name)

    def _stray(self, file: str, code: str, among: tuple[str, ...], **params: Any) -> None:
        stray = Source(file, b"")
        stray.report(code, None, among=among, **{"name": file, **params})
        self.strays.append(stray)

    def _of(self, folder: str) -> dict[str, Any]:
        """The models of a folder that are right in form, by the name of their file (which is to be their id)."""
        found = {_name(file): model for file, model in self.models.items() if file.startswith(folder) and model}
        return {
            name: model if model.id == name else model.model_copy(update={"id": name}) for name, model in found.items()
        }

    def _names(self, folder: str, files: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_name(file) for file in files if file.startswith(folder)))

    # -- what the files say about each other ----------------------------------------------------------------------

    def check(self) -> None:
        known = self.known
        for file, model in self.models.items():
            if model:
                lint_texts.check(self.documents[file], model)
        if "settings.json" not in self.documents:
            missing = Source("settings.json", b"")
            missing.report("E-no-settings", None, needs="settings.json")
            self.strays.append(missing)
        elif self.settings:
            lint_settings.check_settings(self.documents["settings.json"], self.settings, self.sender_domain)
            lint_settings.check_owner_rules(self.documents["settings.json"], self.settings, known)
        workspace = Workspace(
            settings=self.settings,
            scoring=self.scoring,
            scenarios=self.scenarios,
            scenario_ids=self._names("scenarios/", self.documents),
            mails=tuple(_name(file) for file in self.sources if file.endswith(".html")),
            known=known,
            groups=tuple(sorted({s.group for s in self.scenarios.values() if s.group})),
            now=self.now,
        )
        if self.models.get("scoring.json"):
            document = self.documents["scoring.json"]
            lint_settings.check_scoring(document, self.scoring, known, self.settings)
            lint_scenarios.check_feedback(document, self.scoring, workspace)
        if self.models.get("sales.json"):
            lint_sales.check(self.documents["sales.json"], self.sales, known, self.settings)
        for name, form in self.forms.items():
            lint_forms.check(self.documents[f"forms/{name}.json"], form, self.assets)
        for name, slot in self.slots.items():
            lint_slots.check(self.documents[f"slots/{name}.json"], slot, known, self.scenarios)
        for name, segment in self.segments.items():
            document = self.documents[f"segments/{name}.json"]
            lint_segments.check(document, segment, self.segments, self.scoring, known)
        for name, catalog in self.catalogs.items():
            lint_catalogs.check(self.documents[f"catalogs/{name}.json"], catalog)
        for name, scenario in self.scenarios.items():
            lint_scenarios.check(self.documents[f"scenarios/{name}.json"], scenario, workspace)
        for file, tryout in self.models.items():
            if tryout and file.startswith("tests/"):
                lint_tryouts.check(self.documents[file], tryout, workspace)
        lint_flow.check_loops({_name(file): d for file, d in self.documents.items()}, self.scenarios)
        self._check_mails()

    def _known(self) -> Known:
        steps: dict[str, tuple[str, ...] | None] = dict.fromkeys(self._names("scenarios/", self.documents))
        for name, scenario in self.scenarios.items():
            steps[name] = tuple(s.id for s in steps_of(scenario.steps) if isinstance(s, MailStep))
        return Known(
            bands=tuple(band.id for band in self.scoring.bands),
            forms=self._names("forms/", self.documents),
            mail_steps=steps,
            whole=all(d.whole for file, d in self.documents.items() if not file.startswith("tests/")),
            segment_ids=self._names("segments/", self.documents),
            traits=trait_names.collected(self.forms, self.scenarios),
            says=segments.resolved(self.segments),
            sizes=segments.sizes(self.segments),
            topics=tuple(each.id for each in self.settings.topics) if self.settings else None,
            stages=self._of_sales(self.sales.stages),
            tasks=self._of_sales(self.sales.tasks),
            page_classes=self._page_classes(),
        )

    def _page_classes(self) -> tuple[str, ...] | None:
        is_read = self.settings and not self.documents["settings.json"].loses(("page_classes",))
        return tuple(dict.fromkeys(self.settings.page_classes.values())) if self.settings and is_read else None

    def _of_sales(self, listed: Sequence[Stage | TaskKind]) -> tuple[str, ...] | None:
        is_wrong = "sales.json" in self.documents and not self.models.get("sales.json")
        return None if is_wrong else tuple(each.id for each in listed)

    def _check_mails(self) -> None:
        declared = trait_names.declared(self.forms, self.scenarios, self.segments, self.scoring)
        declared |= set() if self.known.page_classes == () else {"affinity"}
        traits = lint_mails.known_traits(declared, trait_names.required(self.forms))
        titles: dict[str, str | None] = {}
        made = self._assembled()
        for shared in self.shared.values():
            lint_mails.check_names(shared, traits)
        for file, source in self.sources.items():
            if file.endswith(".html"):
                whole = made[file].whole
                titles[_name(file)] = None if whole is None else text_part.title(whole)
            elif file.removesuffix(".txt") + ".html" not in self.sources:
                source.report("E-no-html", None, needs=file.removesuffix(".txt") + ".html")
        tags = self._of("mails/")
        for name in self._names("mails/", self.documents):
            if (needs := f"mails/{name}.html") not in self.sources:
                self.documents[f"mails/{name}.json"].report("W-tags-unused", (), needs=needs)
        mails = sendings.Mails({_name(file): Sending() for file in self.sources}, titles, traits)
        for name, scenario in self.known.in_place(self.scenarios).items():
            document = self.documents[f"scenarios/{name}.json"]
            sendings.check(document, scenario, mails, self.forms, lambda form: self.documents.get(f"forms/{form}.json"))
        for name, sending in mails.sendings.items():
            html, text = made.get(f"mails/{name}.html"), made.get(f"mails/{name}.txt")
            if html:
                mail = lint_mails.check(html, text, sending, traits, self.settings)
                if mail:
                    self.mails[name] = mail.model_copy(update={"tags": tags[name]}) if name in tags else mail

    def _assembled(self) -> dict[str, lint_layouts.Assembled]:
        """Each mail in one piece: its layout around it, its loops written out, HTML made of MJML."""
        names = self._names("catalogs/", self.documents)
        shelf = Shelf.of(self.catalogs, names, self.settings.language if self.settings else "ja")
        files = [*self.sources.values(), *self.shared.values()]
        made = lint_layouts.assemble(self.sources, self.shared)
        for source in files:
            lint_catalogs.check_loops(source, shelf)
        of = {name: self.documents[f"catalogs/{name}.json"] for name in names}
        missing = any(told.needs for document in self.documents.values() for told in document.source.problems)
        lint_catalogs.check_items(files, shelf, of, whole=not missing)
        return lint_mjml.converted(lint_catalogs.written_out(made, shelf))

    # -- what comes out -------------------------------------------------------------------------------------------

    def problems(self) -> list[Problem]:
        documents = [document for file, document in self.documents.items() if not file.startswith("tests/")]
        texts = (text for document in documents for text in document.unread_texts())
        unread = NotRead(texts, nothing=not all(document.is_read for document in documents))
        sources = [document.source for document in self.documents.values()]
        sources += [*self.sources.values(), *self.shared.values(), *self.strays]
        return [problem for source in sources for problem in source.problems_beside(unread)]

    def plan(self) -> Plan:
        assert self.settings is not None, "without it there is an error"
        scoring = self.known.in_place(self.scoring)
        return Plan(
            edition=EDITION,
            settings=self.settings,
            scoring=scoring,
            sales=self.sales,
            scenarios=self.known.in_place(self.scenarios),
            mails=self.mails,
            # what is meant where nothing is written is the language's of today: it stands in the plan
            forms={name: form.model_copy(update={"tell": form.tells}) for name, form in self.forms.items()},
            slots=self.known.in_place(self.slots),
            segments=self.known.in_place(self.segments),
            assets=self.assets,
            standing_range=standing_range(scoring),
        )


def standing_range(scoring: Scoring) -> tuple[float, float]:
    """The least and the most that a lead's attributes can be worth together."""
    standing = [rule.points for rule in scoring.rules if is_attribute(rule.when)]
    return sum(p for p in standing if p < 0), sum(p for p in standing if p > 0)


def _name(file: str) -> str:
    return file.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def _expected(file: str) -> tuple[str, ...]:
    """Where a file of this name was perhaps meant to be."""
    folder, _, name = file.rpartition("/")
    if not folder:
        return ("settings.json", "scoring.json", "sales.json")
    meant = nearest(folder, ("scenarios", "mails", "forms", "slots", "segments", "catalogs", "tests", "assets"))
    return (f"{meant}/{name}",) if meant else ()
