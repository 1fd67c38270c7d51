# Everything here works on a machine with Python 3.11 or newer, its venv module, make and a package index.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV ?= uv
LOCK = --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet
BIN := .venv/bin
CORE := .venv/.installed-core
DEV := .venv/.installed-dev

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install demo test cluster faults hostile fuzz lint bench lab notebooks lock inventory vulnerabilities clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

install: $(CORE) ## make .venv with the program in it: .venv/bin/renewal-audit

demo: $(CORE) ## the whole audit on the sample case, into demo-result/
	$(BIN)/renewal-audit demo --out demo-result

test: $(DEV) ## every test, on as many cores as there are (at most four)
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

cluster: $(DEV) ## the tests that kill processes, and those on a Dask cluster of this machine
	$(BIN)/python -m pytest tests/test_batch.py -m cluster

faults: $(DEV) ## runs killed at every step and two hundred random points, stopped, out of room; other days and zones
	$(BIN)/python -m pytest -m faults

hostile: $(DEV) ## each hostile input beside a good bill, in a process of its own
	$(BIN)/python -m pytest tests/test_hostile_inputs.py -m hostile

MINUTES ?= 10
fuzz: $(DEV) ## every reader under atheris, MINUTES=10 of processor time each (READER=zips: one)
	$(BIN)/python -m pip install --quiet 'atheris>=3'
	$(BIN)/python -m fuzz --minutes $(MINUTES) $(READER)

lint: $(DEV) ## ruff, mypy and the layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layers.py

bench: $(DEV) ## speed beside floors and peers, into the tables of the pages (QUICK=1: only that all of it works)
	$(BIN)/python -m benchmarks --peers .peers $(if $(QUICK),--quick)
	$(if $(QUICK),,$(BIN)/python -m benchmarks.tables)

lab: $(DEV) ## JupyterLab with the notebooks, copied into lab/
	$(BIN)/renewal-audit lab lab

notebooks: $(DEV) ## run the notebooks again and keep their fresh outputs
	$(BIN)/python -m pytest -q tests/test_notebooks.py --rewrite

lock: ## choose new versions (needs uv); names, versions and hashes only, so that any index serves
	$(UV) pip compile pyproject.toml --group build $(LOCK) -o requirements.lock
	$(UV) pip compile pyproject.toml --all-extras --group build --group test --group lint -c requirements.lock $(LOCK) -o requirements-dev.lock

inventory: $(DEV) ## docs/licences.md and docs/sbom.cdx.json anew, from the locks
	$(BIN)/python -m inventory

vulnerabilities: $(DEV) ## known vulnerabilities of the locked packages (needs pip-audit and the network; fails where there is no answer)
	$(BIN)/python -m pip_audit --strict --require-hashes --disable-pip -r requirements.lock

clean: ## remove .venv and everything made here
	rm -rf .venv .peers demo-result lab dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv

$(CORE): $(BIN)/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(CORE) requirements-dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@
