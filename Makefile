# Needs Python >= 3.11 and make. Everything else is put into .venv, at the versions and hashes of requirements/.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
INSTALL := @$(BIN)/python requirements/install.py
CODE := $(wildcard layers functions local bench deployment simulation mutation tests requirements)
MYPY_CODE := $(wildcard layers/common/mikomi functions local bench deployment simulation mutation tests)

# The sample company's language. Only a LANG on make's own command line counts (make run LANG=en): every machine has a LANG
# of its own, which says ja_JP.UTF-8 or C.UTF-8 and means something else. It is no locale, so it is not passed on as one.
SAMPLE := ja
ifeq ($(origin LANG),command line)
SAMPLE := $(LANG)
unexport LANG
endif

.PHONY: help setup run check test proof lint format lock build deploy clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

setup: $(VENV)/.dev ## everything that development needs, in .venv

run: $(VENV)/.run ## the local stack on http://127.0.0.1:8000 (PORT=... for another, LANG=en: in English)
	@$(BIN)/python -m local --port $(PORT) --lang $(SAMPLE)

check: $(VENV)/.dev ## every few minutes: format, lint, types, directions, the business and the house rules
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n auto --dist loadfile tests/core tests/house

test: $(VENV)/.dev ## before you send a change: all of check and every other test; what CI runs
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder -m "not all_cores and not proof"
	@# What keeps every core busy by itself: beside it, a browser would miss its moments.
	$(BIN)/pytest -m "all_cores and not proof" tests/simulation

proof: $(VENV)/.dev ## hours: the same laws, sieges and seeds with EFFORT=10 times the examples, and what only runs here
	@$(MAKE) --no-print-directory older
	EFFORT=$(or $(EFFORT),10) $(BIN)/pytest -n auto --dist loadfile -m "not all_cores" tests/core tests/functions tests/simulation tests/local/test_shapes.py tests/local/test_mailings.py tests/local/test_roll_back.py
	EFFORT=$(or $(EFFORT),10) $(BIN)/pytest -m all_cores tests/simulation
	$(BIN)/python -m simulation --report --seeds $(or $(SEEDS),20000)

lint: $(VENV)/.dev ## what reads the code without running it: format, lint, types, directions
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(MYPY_CODE)
	$(BIN)/lint-imports

format: $(VENV)/.dev ## put the code into its form and repair what ruff can
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

bench: $(VENV)/.dev ## CPU per event, growth with rules, import times
	$(BIN)/python -m bench
.PHONY: bench

tags: $(VENV)/.dev ## our tag's bytes and time beside Segment's and Plausible's (UMAMI=file: umami's); needs Node and Chromium
	@$(BIN)/python -m bench.tags
.PHONY: tags

schemas: $(VENV)/.dev ## JSON Schemas of the workspace and the list of its problems, into docs/
	$(BIN)/python -m mikomi.cli schemas docs
.PHONY: schemas

simulate: $(VENV)/.dev ## the functions against a misbehaving AWS: SEEDS=200000 plays many, SEED=123 one again
	@$(BIN)/python -m simulation $(if $(SEED),--seed $(SEED) -v,--seeds $(or $(SEEDS),2000))
.PHONY: simulate

reliability: $(VENV)/.dev ## write docs/reliability.md: seeds, faults at every call, planted bugs, a rush
	@$(BIN)/python -m simulation --report --seeds $(or $(SEEDS),2000)
.PHONY: reliability

mutants: $(VENV)/.dev ## small mistakes in the code: do the tests notice? COUNT=300 SEED=1 ONLY=core/points
	@$(BIN)/python -m mutation $(ONLY) --sample $(or $(COUNT),300) --seed $(or $(SEED),1) $(if $(AGAIN),--again) $(if $(PAGE),--page)
.PHONY: mutants

pictures: $(VENV)/.dev ## the sample mails as they look, on desk and phone, light and dark, into docs/; needs Chromium
	@$(BIN)/python -m local.pictures
.PHONY: pictures

build: ## sam build, then .pyc files (without them the functions' start-up doubles)
	sam build
	@# Made by the very interpreter that Lambda runs, and never compared with file times, which a zip file does not keep.
	python3.13 -m compileall -q --invalidation-mode unchecked-hash .aws-sam/build

deploy: $(VENV)/.run ## into your AWS account: asks what it must know, builds, deploys, says what comes next (LANG=en)
	@$(BIN)/python -m deployment deploy --lang $(SAMPLE)

remove: $(VENV)/.run ## take the stack away: says what stays and what that costs, and asks first (LANG=en)
	@$(BIN)/python -m deployment remove --lang $(SAMPLE)
.PHONY: remove

deployed: $(VENV)/.dev ## the real build in an emulator of AWS: created, a form, the mail, updated, deleted, created again
	@$(BIN)/python -m tests.deployed
.PHONY: deployed

older: $(VENV)/.dev ## the tests of the handlers on an older boto3, as Lambda's runtime may bring it (a part of make proof)
	@$(BIN)/python -m tests.deployed.older -n auto --dist loadfile -m "not all_cores" tests/functions
.PHONY: older

lock: ## renew the pinned requirements from requirements/*.in (UPGRADE=--upgrade for newer versions); needs uv
	@cd requirements && for of in "layer ../layers/common/requirements" "emulator emulator" "sam sam" "runtime runtime" "archive ../layers/archive/requirements" "checking ../layers/checking/requirements" "lists ../layers/lists/requirements" "run run" "dev dev"; do set -- $$of; \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	    --custom-compile-command 'make lock' $(UPGRADE) $$1.in --output-file $$2.txt; done

clean: ## forget .venv, caches and builds (the local stack's state stays)
	rm -rf $(VENV) .aws-sam .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Mikomi needs Python 3.11 or newer / Python 3.11 以上が必要です: make PYTHON=python3.13")'
	@echo "仮想環境 $(VENV) を作っています… / Making the virtual environment $(VENV)…"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt | $(VENV)/bin/python
	@echo "必要なライブラリを $(VENV) に入れています。初回だけ、1〜3分かかります / Filling $(VENV) with what it needs: the first time only, one to three minutes"
	$(INSTALL) $<
	@# The layer's package is found as it is on Lambda, without being installed.
	@printf '%s\n' "$(CURDIR)/layers/common" "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/mikomi.pth"
	@printf '#!/bin/sh\nexec "%s" -m mikomi.cli "$$@"\n' '$(CURDIR)/$(BIN)/python' > $(BIN)/mikomi && chmod +x $(BIN)/mikomi
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run | $(VENV)/bin/python
	@echo "開発の道具を $(VENV) に入れています / Adding the tools for development to $(VENV)"
	$(INSTALL) $<
	@touch $@
