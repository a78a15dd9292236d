PYTHON ?= python3
BIN := .venv/bin

.PHONY: run install test check format lock bench checkers

run: install            ## everything from a bare machine to the chat page
	$(BIN)/assistant serve

install: .venv/.done    ## .venv from the lock file; the command is then .venv/bin/assistant

.venv/.done: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

test: install           ## everything from a bare machine to a green test run
	$(BIN)/pytest

check: install          ## lint, types, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install          ## speed and scale, beside peers; prints a table
	$(BIN)/python -m bench

checkers: .venv-checkers/.done  ## other people's readers of the exported papers; see tests/checkers/README.md

.venv-checkers/.done: tests/checkers/requirements.txt tests/checkers/package.json
	$(PYTHON) -m venv .venv-checkers
	.venv-checkers/bin/pip install --quiet --disable-pip-version-check -r tests/checkers/requirements.txt
	npm install --prefix tests/checkers --no-package-lock --no-audit --no-fund --loglevel=error
	@touch $@

lock:                   ## renew requirements.lock from pyproject.toml
	rm -rf .venv-lock && $(PYTHON) -m venv .venv-lock
	.venv-lock/bin/pip install --quiet torch==2.13.0
	.venv-lock/bin/pip install --quiet '.[models,llm,serving,dev]'
	.venv-lock/bin/pip freeze --exclude marketing-assistant --exclude pip --exclude setuptools | sed 's/+cpu$$//' > requirements.lock
	rm -rf .venv-lock
