"""`make mutants`: are the tests worth anything? A small mistake is made in the code, and the tests that ought to find
it are run. Never part of `make test`: it takes an hour, and what it finds is work for people.

operators        the mistakes: what could be wrong by a hair, as edits of the text
modules.toml     which modules are tried, and which tests ought to find a mistake in them
equivalent.toml  which mutants change nothing, and why
nursery          runs tests in a process of their own, with one module mutated
reach            which functions each test enters, so that a mutant meets those tests alone that run it
report           docs/mutants.md

Rules
1. A sample is drawn by a seed: the same seed over the same sources is the same mutants.
2. A survivor is read by a person. It gets a test, or an entry in equivalent.toml that says why no test can tell it from
   the original; an entry that fits no mutant any more is an error.
3. What is said to have survived, survived every test that the table names for its module (`--only` asks them all).
4. The files on the disk are never changed: the mutated text is given to the import alone.
"""
