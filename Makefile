# PORT, DEMO and DATABASE_URL reach run.py through the environment: `make run PORT=8080 DEMO=0`.
.DEFAULT_GOAL := help
.PHONY: help setup dev run test check prove lint types layers pure bench bundle lock clean

# The newest Python that can make an environment; `make PYTHON=/path/to/python3` names another one.
CANDIDATES := python3.14 python3.13 python3.12 python3.11 python3
COMPLETE := import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in $(CANDIDATES); do $$p -c '$(COMPLETE)' 2>/dev/null && echo $$p && exit; done; echo python3)
VENV := .venv/bin/python
WORKERS ?= 2
# The tests start the product some hundred times; without bytecode each start compiles all of it.
export PYTHONDONTWRITEBYTECODE :=
LAYERS := problems expressions fieldtypes definition decisions
# Folders whose tests need neither the product nor a server nor a database.
PURE ?= $(wildcard $(addprefix tests/,$(LAYERS) installation))

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

setup:  ## .venv and the front-end files
	@$(PYTHON) -m installation

run:  ## set up what is missing, then serve (PORT=8080, DEMO=0, DATABASE_URL=…)
	@$(PYTHON) run.py

test: dev  ## every test but the full counts, with the browser and PostgreSQL; half an hour on 2 cores
	$(VENV) -m pytest -n $(WORKERS) --dist worksteal -m "not prove" --timeout 300

check: lint types layers pure  ## lint, types, layers and pure tests; under a minute

prove: dev  ## the full counts
	$(VENV) -m pytest -m prove

lint: dev  ## ruff
	$(VENV) -m ruff check

types: dev  ## mypy --strict
	$(VENV) -m mypy

layers: dev  ## the one-way order of the folders
	.venv/bin/lint-imports --no-logo --no-cache

pure: dev  ## the tests that need neither the product nor a server
	$(VENV) -m pytest -n $(WORKERS) -m "not prove and not browser and not postgres" $(PURE)

bench:  ## ourselves and our peers, measured side by side
	@$(PYTHON) -m installation --bench
	$(VENV) -m bench

bundle: setup  ## one zip for an installation without internet, in dist/
	$(VENV) -m installation.bundle

lock: dev  ## pin all packages anew (UPGRADE=--upgrade takes newer ones)
	$(VENV) -m installation.locks $(UPGRADE)

clean:  ## remove what set-up and tools made; data in instance/ stays
	rm -rf .venv node_modules app/static/vendor .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

dev:
	@$(PYTHON) -m installation --dev
