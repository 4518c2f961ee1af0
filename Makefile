# Two commands set everything up: `make demo` and `make test`. Needs Python 3.11 or newer with venv, and make.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# `make demo DEMO="--once"`, `make test TESTS="tests/house -x"`, `make bench BENCH=--short`,
# `make fuzz FUZZ="--seconds 3600"`, `make faults FAULTS=--long`
DEMO ?=
BENCH ?=
FUZZ ?=
FAULTS ?=
VERSIONS ?=
TESTS ?= -n auto --dist loadfile
CODE := explorer ingest app.py
LOCK := uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-annotate --no-header
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKED := $(INSTALL) --require-hashes --only-binary :all: --requirement
PROJECT := $(INSTALL) --no-index --no-deps --no-build-isolation --editable .

.DEFAULT_GOAL := help
.PHONY: help demo test lint format docs bench fuzz faults versions site audit sbom dist lock clean

help:
	@echo "make demo    the sample world: store, flags, CSV, then the browser view (Ctrl-C ends it)"
	@echo "make test    the whole test suite"
	@echo "make lint    ruff and mypy, as CI runs them;  make format  mends what can be mended"
	@echo "make docs    write the generated pages anew"
	@echo "make bench   every budget against its floor;  make fuzz   every reader;  make faults  kills, full disks, damage"
	@echo "make versions  the suite with the lowest and the newest versions of every dependency (needs uv)"
	@echo "make site    the documentation site, in build/site"
	@echo "make audit   known vulnerabilities of the locked versions (what no database answers for is \"not checked\")"
	@echo "make sbom    bill of materials, in dist/subca.cdx.json;  make dist  wheel and source archive, built twice and compared"
	@echo "make lock    resolve dependencies anew (needs uv);  make clean"

demo: $(VENV)/.run
	$(BIN)/subca demo $(DEMO)

test: $(VENV)/.dev
	$(BIN)/python -m pytest $(TESTS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict $(CODE)

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.dev
	$(BIN)/python docs/generate.py

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks.run $(BENCH)

fuzz: $(VENV)/.fuzz
	$(BIN)/python -m tests.fuzz.run $(FUZZ)

faults: $(VENV)/.dev
	$(BIN)/python -m tests.faults.run $(FAULTS)

# The suite with the lowest versions that pyproject.toml allows, and with the newest there are (needs uv).
versions: $(VENV)/bin/python
	$(BIN)/python .ci/versions.py $(VERSIONS)

# Warnings are errors: a link to nowhere, a page that no list names.
site: $(VENV)/.dev
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs build/site

audit: $(VENV)/.dev
	$(BIN)/python .ci/audit.py

sbom: $(VENV)/.dev
	$(BIN)/python .ci/sbom.py --out dist/subca.cdx.json

dist: $(VENV)/.dev
	$(BIN)/python .ci/dist.py

lock:
	$(LOCK) pyproject.toml requirements/build.in --output-file requirements/run.txt
	$(LOCK) pyproject.toml requirements/build.in --extra dev --output-file requirements/dev.txt
	$(LOCK) requirements/fuzz.in --output-file requirements/fuzz.txt

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .fuzz

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "subca needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.run: $(VENV)/bin/python requirements/run.txt pyproject.toml
	$(LOCKED) requirements/run.txt
	$(PROJECT)
	@touch $@

# Everything that .run has, and the tools; the same versions of what both have.
$(VENV)/.dev: $(VENV)/bin/python requirements/dev.txt pyproject.toml
	$(LOCKED) requirements/dev.txt
	$(PROJECT)
	@touch $@ $(VENV)/.run

# Atheris is built for few machines: where it is not, the readers are fuzzed by our own damage alone, and the table says so.
$(VENV)/.fuzz: $(VENV)/.dev requirements/fuzz.txt
	-$(LOCKED) requirements/fuzz.txt
	@touch $@
