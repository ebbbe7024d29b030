"""What stands around a form on its own page: can its pictures be shown, is each said in words, is there a picture for
where the page's link is shared."""

from mikomi import web_address
from mikomi.core.checking.document import Document, Path
from mikomi.model.form import Form
from mikomi.model.landing import PagePicture, PageSection
from mikomi.model.words import in_language


def check(document: Document, form: Form) -> None:
    for name, sections in (("above", form.above), ("below", form.below)):
        for i, section in enumerate(sections or ()):
            _check_section(document, (name, i), section)
    if form.share:
        if form.share.picture:
            _check_picture(document, ("share", "picture"), form.share.picture)
        elif not form.pictures:
            document.report("W-share-picture", ("share",), key=True)


def _check_section(document: Document, path: Path, section: PageSection) -> None:
    if section.picture:
        _check_picture(document, (*path, "picture"), section.picture)
    for i, said in enumerate(section.testimonials or ()):
        if said.picture:
            _check_picture(document, (*path, "testimonials", i, "picture"), said.picture)


def _check_picture(document: Document, path: Path, picture: PagePicture) -> None:
    read = web_address.read(picture.url)
    if read is None or not read.text.startswith("https://") or read.has_user:
        document.report("E-picture-url", (*path, "url"), name=picture.url)
    if not in_language(picture.alt, "ja").strip():
        document.report("W-picture-alt", (*path, "alt"))
