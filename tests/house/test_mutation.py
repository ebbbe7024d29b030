"""`make mutants` can be trusted: it knows every module, makes the mistakes that it says, and a test that would notice
notices. The long run itself is no test."""

import subprocess
import sys

import pytest

from mutation import __main__ as mutation
from mutation import operators
from tests.house.template import ROOT


def test_every_module_has_tests_that_ought_to_find_a_mistake_in_it() -> None:
    """core/, aws/, web/, shell/effects/ and shell/people/ whole; every test file that is named is there, every name
    fits a module."""
    whole = mutation.modules("core", "aws", "web", "shell/effects", "shell/people")
    every = [module for module in whole if mutation.of_module(module)]
    assert len(every) > 100
    assert [module for module in every if not mutation.tests_of(module)] == []
    named = {file for files in mutation.table().values() for file in files}
    assert [file for file in sorted(named) if not (ROOT / file).is_file()] == [], "renamed? mutation/modules.toml"
    fitting = [name for name in mutation.table() if mutation.modules(name)]
    assert sorted(mutation.table()) == sorted(fitting), "moved? mutation/modules.toml"


def test_every_excuse_fits_a_mutant() -> None:
    """A mutant that is said to change nothing exists, and the reason is written down."""
    for known in mutation.known():
        found = {mutation.lines(mutant) for mutant in mutation.of_module(known.module).values()}
        assert (known.was, known.becomes) in found, known
        assert len(known.why) > 20, known


SOURCE = '''
"""A docstring with a < b and 1."""
TABLE = {"one": 1, **OTHER}

def kept(items: "list[int]", *, limit: int = 10) -> bool:
    """Not this 5."""
    if not items or (limit < 3 and all(items)):
        raise ValueError("a < b")
    found = client.query(Condition="a = :a AND b <= :b", Limit=limit, 名前="日本語")
    return found is not None and len(items) <= limit
'''


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("limit < 3", "limit <= 3"),
        ("< 3 and all", "< 4 and all"),
        ("limit < 3 and all(items)", "limit < 3 or all(items)"),
        ("(limit < 3 and all(items))", "(limit < 3 )"),
        ("not items or (limit < 3 and all(items))", "not items "),
        ("not items or (", "("),
        ("if not items", "if items"),
        ("all(items)", "any(items)"),
        ('raise ValueError("a < b")', "pass"),
        ('"a = :a AND b <= :b"', '"a = :a OR b <= :b"'),
        ('"a = :a AND b <= :b"', '"a = :a"'),
        ('"a = :a AND b <= :b"', '"b <= :b"'),
        ("b <= :b", "b < :b"),
        ("Limit=limit, ", ""),
        ('名前="日本語"', ""),
        ("is not None", "is None"),
        ("len(items) <= limit", "len(items) < limit"),
        ("return found is not None and len(items) <= limit", "return None"),
        ('"one": 1, ', ""),
        ("**OTHER", ""),
        ("limit: int = 10", "limit: int = 11"),
    ],
)
def test_mistakes_that_are_made(was: str, becomes: str) -> None:
    """Each kind of mistake, once: exactly this text in place of that, and what comes out is Python."""
    made = {m.applied(SOURCE) for m in operators.mutants("x", SOURCE) if operators.compiles(m, SOURCE)}
    wanted = SOURCE.replace(was, becomes)
    squeezed = {"".join(text.split()).replace(",)", ")") for text in made}
    assert wanted != SOURCE and "".join(wanted.split()).replace(",)", ")") in squeezed


def test_words_are_left_alone() -> None:
    """Docstrings, annotations and the words of errors are nobody's promise."""
    made = [m.applied(SOURCE) for m in operators.mutants("x", SOURCE)]
    for words in ('"""A docstring with a < b and 1."""', '"""Not this 5."""', '"list[int]"'):
        assert all(words in text for text in made)
    assert all('ValueError("a < b")' in text or "pass" in text for text in made)


def test_a_sample_is_the_same_for_the_same_seed() -> None:
    """And another for another one."""
    one, again, other = (mutation.sample(["core/points"], 20, seed) for seed in (1, 1, 2))
    assert one == again != other and len(one) == 20


def run(name: str) -> str:
    command = [sys.executable, "-m", "mutation", "--only", name]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout


def test_a_mistake_is_noticed_and_the_files_stay_as_they_are() -> None:
    """A real run: the wrong limit for whoever holds the address is found by the tests that the table names."""
    file = ROOT / "layers/common/mikomi/core/mails/limits.py"
    before = file.read_bytes()
    (wrong,) = (
        name
        for name, mutant in mutation.of_module("core/mails/limits").items()
        if mutation.lines(mutant)[1].startswith("return rights.address_degree(person) > READ and")
    )
    assert "\nkilled" in run(wrong) and file.read_bytes() == before


def test_a_harmless_change_survives() -> None:
    """The other side: what changes nothing for a test is not called killed; and what never ends is ended."""
    tried = (
        "from mutation import __main__ as mutation, nursery; nursery.furnish();"
        "source = mutation.source_of('core/mails/limits');"
        "wrong = lambda text: source.replace('20, DAY', text);"
        "files = ['tests/core/test_tokens.py', 'tests/core/test_mail_limits.py'];"
        "print(*(nursery.tried('core/mails/limits', wrong('21, DAY'), [file], 60).end for file in files));"
        "print(nursery.tried('core/mails/limits', wrong('sum(iter(int, 1)), DAY'), files[1:], 2).end)"
    )
    ran = subprocess.run([sys.executable, "-c", tried], cwd=ROOT, capture_output=True, text=True)
    assert ran.stdout.split("\n") == ["survived killed", "timed out", ""], ran.stderr


def test_slips_of_one_text_are_told_apart() -> None:
    """Three `continue` of one module are three: that the first was noticed says nothing of the others, wherever a run
    is taken up."""
    slips = [{"id": f"core/x:{line}.1", "kind": "k", "was": "continue", "becomes": "break"} for line in (3, 9, 12)]
    names = mutation._names(slips)
    assert len(set(names)) == 3
    assert names == mutation._names([{**slip, "id": slip["id"].replace(":", ":1")} for slip in slips])
