"""A form's quiz: do its answers count, has every total one result, is each result somebody's, is what it becomes free.

A result holds up to the next one's `from`, so no total has two; a total without one can only lie below the lowest.
"""

from mikomi.core.checking.document import Document, Path
from mikomi.core.tracking import quiz
from mikomi.core.tracking.forms import RESERVED
from mikomi.model.form import Form, FormOption
from mikomi.model.quiz import Quiz

OURS = ("email", "userId", "anonymousId", "honorific")
"""Traits that say who somebody is: no result can become one."""


def check(document: Document, form: Form) -> None:
    if form.quiz is None:
        if not document.loses(("quiz",)):
            _check_unread(document, form)
        return
    _check_traits(document, form, form.quiz)
    asked = quiz.questions(form)
    for i, field in enumerate(form.fields):
        if field in asked and field.unless_known:
            document.report("E-quiz-known", ("fields", i, "unless_known"), key=True)
    if not asked and not document.loses(("fields",)):
        document.report("E-quiz-points", ("quiz",), key=True)
    _check_results(document, form.quiz, quiz.span(form) if asked and not document.loses(("fields",)) else None)


def _check_unread(document: Document, form: Form) -> None:
    for i, field in enumerate(form.fields):
        for n, option in enumerate(field.options or ()):
            if isinstance(option, FormOption) and option.points is not None:
                document.report("E-points-unread", ("fields", i, "options", n, "points"), key=True)
                return


def _check_traits(document: Document, form: Form, asked: Quiz) -> None:
    taken = {field.trait for field in form.fields}
    for key, name in (("trait", asked.trait), ("points_trait", asked.points_trait)):
        path: Path = ("quiz", key)
        if name in taken:
            document.report("E-twice", path, name=name, what=("項目", "field"))
        elif name in RESERVED or name in OURS:
            document.report("E-field-reserved", path, name=name)
        taken |= {name} if name else set()


def _check_results(document: Document, asked: Quiz, span: tuple[int, int] | None) -> None:
    names: set[str] = set()
    begun: dict[int, str] = {}
    for i, result in enumerate(asked.results):
        path: Path = ("quiz", "results", i)
        if result.id in names:
            document.report("E-twice", (*path, "id"), name=result.id, what=("結果", "result"))
        elif result.from_ in begun:
            document.report("E-quiz-from", (*path, "from"), name=result.id, other=begun[result.from_])
        names.add(result.id)
        begun.setdefault(result.from_, result.id)
    if span is None or len(begun) < len(asked.results) or document.loses(("quiz",)):
        return
    (least, most), begins = span, sorted(begun)
    for i, result in enumerate(asked.results):
        next_from = next((each for each in begins if each > result.from_), most + 1)
        if result.from_ == begins[0] and result.from_ > least:
            document.report("E-quiz-lowest", ("quiz", "results", i, "from"), name=result.from_, least=least)
        elif result.from_ > most or next_from <= least:
            document.report("W-quiz-nobody", ("quiz", "results", i), name=result.id, least=least, most=most)
