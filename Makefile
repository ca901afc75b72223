# Every target uses .venv, made from hash-pinned requirements; uv where present.
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null)
BIN := .venv/bin
WORLD := worlds/demo
export MPLBACKEND := agg

.PHONY: run scheduled test check format-check types venv dev bench bench-peers bench-ranking notebooks examples lock clean help
.DEFAULT_GOAL := help

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: .venv/installed $(WORLD)/world.json  ## set up, make the demo world, run every stage
	@$(BIN)/tfnet run --input $(WORLD) --out .

# INPUT is a source file or folder; OUT holds runs/, reports/ and tfnet.log.
INPUT ?= $(WORLD)
OUT ?= .
scheduled: .venv/installed $(if $(filter $(WORLD),$(INPUT)),$(WORLD)/world.json)  ## the same unattended: one lock, a log, nothing new is fine
	@$(BIN)/tfnet run --input $(INPUT) --out $(OUT) --log $(OUT)/tfnet.log

$(WORLD)/world.json: .venv/installed $(shell find synthetic_data -name '*.py')
	@$(BIN)/tfnet generate --out $(WORLD) --seed 7 --transactions 100000

PYTEST = $(BIN)/python -m pytest -n auto --dist worksteal
test: .venv/dev  ## the tests
	$(PYTEST)

check: format-check types test  ## format, lint, types, tests with JIT on and off
	NUMBA_DISABLE_JIT=1 $(PYTEST)

format-check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/dev
	$(BIN)/mypy

bench: .venv/dev  ## the benchmarks: speed, growth, memory, worst cases
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python -m benchmarks.$$(basename $$script .py) || exit 1; done

bench-peers: .venv/dev .venv-peers/installed  ## speed as ratios to snapml, networkx, pandas (QUICK=1: a tenth)
	@$(BIN)/python -m benchmarks.peers --python .venv-peers/bin/python $(if $(QUICK),--quick)

bench-ranking: .venv/dev .venv-peers/installed  ## ranking beside LightGBM on GFP and others (QUICK=1: one small world)
	@$(BIN)/python -m benchmarks.ranking --python .venv-peers/bin/python $(if $(QUICK),--quick,--page reports/ranking.md)

# Peers have an environment of their own: snapml is proprietary, and no dependency.
.venv-peers/installed: benchmarks/requirements-peers.txt
ifdef UV
	@test -x .venv-peers/bin/python || uv venv --quiet --python $(PYTHON) .venv-peers
	@uv pip install --quiet --python .venv-peers/bin/python --require-hashes -r $<
else
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip install --quiet --require-hashes -r $<
endif
	@touch $@

notebooks: .venv/dev  ## run every notebook
	$(BIN)/python -m pytest tests/test_notebooks.py

examples: .venv/dev  ## make reports/examples/ again: a documented plot, a made-up network
	$(BIN)/python -m tests.report.make_examples
	$(BIN)/python -m tests.report.formats.make_golden

venv: .venv/installed  ## .venv with tfnet in it

.venv/installed: requirements.txt pyproject.toml
ifdef UV
	@test -x $(BIN)/python || uv venv --quiet --python $(PYTHON) .venv
	@uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.txt
	@uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
endif
	@touch $@

.venv/dev: .venv/installed requirements-dev.txt
ifdef UV
	@uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.txt
else
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
endif
	@touch $@

COMPILE = uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11
lock:  ## resolve the requirements again (needs uv)
	$(COMPILE) pyproject.toml --group build -o requirements.txt
	$(COMPILE) pyproject.toml --group build --extra dev -c requirements.txt -o requirements-dev.txt
	$(COMPILE) benchmarks/peers/requirements.in -o benchmarks/requirements-peers.txt

clean:  ## remove what the targets above made, but not runs/ and reports/
	rm -rf .venv .venv-peers worlds build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find pipeline synthetic_data tests benchmarks -name __pycache__ -prune -exec rm -rf {} +
