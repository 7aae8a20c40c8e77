# Every target sets itself up: all it takes is Python 3.11 or newer and make.
# A stamp file remembers which lock file .venv was filled from, so a second run needs no network.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
export PYTHONUTF8 = 1

OFFLINE := echo "The libraries could not be fetched: this first time needs the network; then make it again." >&2; exit 1

.PHONY: help demo test check bench lock picture pictures
help:
	@echo "make demo   a tour in the terminal, with nothing to configure"
	@echo "make test   the whole test suite"
	@echo "make check  lint, types and import rules"
	@echo "make bench  the measurements, one JSON line a figure"
	@echo "make lock   new lock files from pyproject.toml"
	@echo "make picture  docs/demo.svg, made from a real run of the demo"
	@echo "make pictures  docs/slack_*.png and docs/discord_*.png, made from what Paperboy says there (Node.js, Chromium)"

demo: .venv/run.stamp
	@$(BIN)/paperboy demo

test: .venv/dev.stamp
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: .venv/dev.stamp
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/run.stamp
	@for bench in $$(ls bench/*.py | grep -v figures); do $(BIN)/python $$bench || exit 1; done

LOCKED := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
LOCK := $(BIN)/uv pip compile $(LOCKED) pyproject.toml --group build
lock: .venv/dev.stamp
	$(LOCK) --upgrade --output-file requirements/run.txt
	$(BIN)/uv pip compile $(LOCKED) --upgrade --group pictures --output-file requirements/pictures.txt
	$(LOCK) --upgrade --group dev --constraint requirements/run.txt --output-file requirements/dev.txt

picture: .venv/run.stamp
	@$(BIN)/python docs/picture.py

pictures: .venv/dev.stamp
	@test -d docs/slack_pictures/node_modules || (cd docs/slack_pictures && npm ci)
	@for chat in slack discord; do rm -rf build/$${chat}_pictures && \
		$(BIN)/python -m docs.$${chat}_pictures.payloads build/$${chat}_pictures && \
		node docs/$${chat}_pictures/draw.mjs build/$${chat}_pictures docs || exit 1; done

# A virtual environment does not survive a move of its folder: then it is made anew.
ifneq ($(filter-out "$(CURDIR)",$(shell cat .venv/where 2>/dev/null)),)
$(shell rm -rf .venv)
endif

.venv/python.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Paperboy needs Python 3.11 or newer, and '$(PYTHON)' is not: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { \
		echo "Python's venv module does not work here: on Debian or Ubuntu, apt install python3-venv" >&2; exit 1; }
	@echo '"$(CURDIR)"' > .venv/where
	@touch $@

.venv/run.stamp: requirements/run.txt requirements/pictures.txt pyproject.toml .venv/python.stamp
	@echo "Setting up .venv (once, about half a minute) ..." >&2
	@$(PIP) --require-hashes -r requirements/run.txt || { $(OFFLINE); }
	@$(PIP) --require-hashes -r requirements/pictures.txt 2>/dev/null || \
		echo "No pictures of workflows: there is no build of merman or resvg for this machine." >&2
	@PYTHONWARNINGS=ignore $(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	@$(PIP) --require-hashes -r requirements/dev.txt || { $(OFFLINE); }
	@touch $@
