# Roundhouse: `make help` lists what can be done. Each recipe also works by hand.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check lint bench screenshots lock

help:  ## print this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

run: .venv/run  ## start everything: web, worker, beat and sandbox, with the starter content (PORT=8000)
	DEMO=1 $(BIN)/python manage.py dev

test: .venv/test  ## all tests: on SQLite and PostgreSQL, with a real broker and a real browser
	ROUNDHOUSE_TEST_DB=postgres $(BIN)/pytest -n auto --quiet -m engines
	$(BIN)/pytest -n auto

check: .venv/test lint test  ## what CI runs: lint, format, types, imports, migrations, deploy check, locks, templates, tests

lint: .venv/test  ## all of `make check` but the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/python -m tools.check_locks
	$(BIN)/python -m tools.production manage.py makemigrations --check --dry-run
	$(BIN)/python -m tools.production manage.py check --deploy --fail-level WARNING
	DEMO=1 $(BIN)/python -m tools.check_templates
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/bandit --quiet --recursive . --configfile pyproject.toml
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m tools.production -m mypy

bench: .venv/test  ## what a page costs, against its bound
	$(BIN)/python -m tools.bench

screenshots: .venv/test  ## every key page at three widths, light and dark, into var/screenshots
	$(BIN)/python -m tools.screenshots

lock: .venv/run  ## write the locks anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --upgrade -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --upgrade -o requirements-dev.txt

# The environment; a stamp keeps the hash of the lock that it was made from.
.venv/run: requirements.txt
	@PYTHON=$(PYTHON) sh tools/install.sh requirements.txt $@

.venv/test: requirements-dev.txt
	@PYTHON=$(PYTHON) sh tools/install.sh requirements-dev.txt $@
