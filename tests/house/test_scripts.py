"""The scripts that pages load, as they are shipped: small, whole, and never changed under a page that names them."""

import graphlib
import gzip
import hashlib
import json
import re
from base64 import b64encode

from tests.house.template import ROOT

SHIPPED = ROOT / "layers/common/mikomi/static"
MOST = 2_500
"""Bytes of the tag on the wire."""


def test_the_tag_is_small() -> None:
    """At most 2.5 kB, gzipped as it is served."""
    assert len(gzip.compress((SHIPPED / "tag.js").read_bytes(), 9)) <= MOST


def test_the_newest_version_is_the_evergreen_tag() -> None:
    """tag.js, tags/<version>.js and the hash in tag.json are of one build, of the version in package.json, which the
    tag itself says."""
    newest = json.loads((SHIPPED / "tag.json").read_text())
    tag = (SHIPPED / "tag.js").read_bytes()
    assert newest["version"] == json.loads((ROOT / "tracker/package.json").read_text())["version"]
    assert (SHIPPED / "tags" / f"{newest['version']}.js").read_bytes() == tag
    assert newest["integrity"] == "sha384-" + b64encode(hashlib.sha384(tag).digest()).decode()
    assert f'"{newest["version"]}"' in tag.decode()


def test_a_script_is_one_file_that_loads_nothing() -> None:
    """No import, no eval, no address of a stranger, no source map."""
    for script in (SHIPPED / "tag.js", SHIPPED / "form.js", SHIPPED / "layer.js", SHIPPED / "seen.js"):
        text = script.read_text()
        assert not re.search(r"\bimport\b|\beval\b|new Function|sourceMappingURL|https?://[a-z]", text), script.name


def test_the_lock_of_the_build_names_no_address() -> None:
    """Versions and hashes, whatever registry a developer uses."""
    lock = json.loads((ROOT / "tracker/package-lock.json").read_text())
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert len(packages) > 20
    assert all("resolved" not in each and each["integrity"].startswith("sha512-") for each in packages.values())


def test_the_parts_of_the_tag_know_each_other_in_no_circle() -> None:
    """Each can be read before those that use it."""
    sources = {file.stem: file.read_text() for file in (ROOT / "tracker/src").glob("*.ts")}
    uses = {name: set(re.findall(r'from "\./(\w+)"', text)) for name, text in sources.items()}
    assert len(uses) > 5 and {"sending", "view"} <= uses["tag"]
    assert next(iter(graphlib.TopologicalSorter(uses).static_order())) == "browser"  # a circle raises CycleError
