"""`forms/<id>.json` against the rest: does it ask for what it needs, can each field be told from what we send
ourselves, is what it gives there."""

from mikomi.core.checking import lint_landing, lint_quiz
from mikomi.core.checking.document import Document, Path
from mikomi.core.checking.lint_settings import check_not_zero, check_texts, check_url
from mikomi.core.tracking.forms import RESERVED
from mikomi.model.form import CHOICES, Form, FormConsent, FormField, value_of

LONGEST_CONSENT = 2_000
"""Characters. The words are kept whole, with the lead, for as long as the lead is."""


def check(document: Document, form: Form, assets: tuple[str, ...]) -> None:
    seen: set[str] = set()
    for i, asked in enumerate(form.fields):
        path: Path = ("fields", i)
        if asked.trait in seen:
            document.report("E-twice", (*path, "trait"), name=asked.trait, what=("項目", "field"))
        seen.add(asked.trait)
        if asked.trait in RESERVED:
            document.report("E-field-reserved", (*path, "trait"), name=asked.trait)
        _check_asking(document, path, asked)
    if not any(asked.trait == "email" and asked.required for asked in form.fields):
        document.report("W-form-email", ("fields",), key=True)
    check_texts(document, ("button",), form.button)
    lint_landing.check(document, form)
    lint_quiz.check(document, form)
    if form.consent:
        _check_consent(document, form.consent)
    if form.gives:
        if form.gives.asset not in assets:
            asset = form.gives.asset
            document.report("E-asset", ("gives", "asset"), name=asset, among=assets, needs=asset)
        if form.gives.link_valid_for:
            check_not_zero(document, ("gives", "link_valid_for"), form.gives.link_valid_for)
    if form.thanks and form.thanks.redirect and not form.thanks.redirect.startswith("/"):
        check_url(document, ("thanks", "redirect"), form.thanks.redirect)


def _check_asking(document: Document, path: Path, asked: FormField) -> None:
    if asked.type in CHOICES and not asked.options:
        document.report("E-options", path, what=asked.type)
    for of, keys in (("number", ("min", "max", "step")), ("date", ("earliest", "latest"))):
        for key in keys:
            if getattr(asked, key) is not None and asked.type != of:
                document.report("E-field-key", (*path, key), key=True, name=key, what=of)
    if asked.min is not None and asked.max is not None and asked.min > asked.max:
        document.report("E-field-bounds", (*path, "max"), name=f"{asked.max:g}", least=f"{asked.min:g}")
    if asked.earliest and asked.latest and asked.earliest > asked.latest:
        document.report("E-field-bounds", (*path, "latest"), name=asked.latest, least=asked.earliest)
    values: set[str] = set()
    for i, option in enumerate(asked.options or ()):
        if (value := value_of(option)) in values:
            at: Path = (*path, "options", i) if isinstance(option, str) else (*path, "options", i, "value")
            document.report("E-twice", at, name=value, what=("選択肢", "option"))
        values.add(value)
    if asked.unless_known and asked.type == "hidden":
        document.report("W-unless-known", (*path, "unless_known"), key=True)


def _check_consent(document: Document, consent: FormConsent) -> None:
    written = [consent.text] if isinstance(consent.text, str) else [consent.text.ja, consent.text.en]
    if any(len(each) > LONGEST_CONSENT for each in written if each):
        bound = (f"{LONGEST_CONSENT} 文字以内", f"at most {LONGEST_CONSENT} characters")
        document.report("E-length", ("consent", "text"), bound=bound)
    check_url(document, ("consent", "policy"), consent.policy)
