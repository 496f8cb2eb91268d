.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
DATA ?= data
BENCH ?=
GOLD ?=

help: ## Show these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

.venv/bin/uv: requirements-bootstrap.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements-bootstrap.lock
	@touch $@

.venv/.run: .venv/bin/uv requirements.lock pyproject.toml
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.run requirements-dev.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

setup: .venv/.run ## Install the product into .venv
	@echo "ready: $(BIN)/queqiao --help"

run: .venv/.run ## Install if needed, then serve the product with its example catalogue
	$(BIN)/queqiao serve

test: .venv/.dev ## Install if needed, then run every test and the evaluation gate
	$(BIN)/python -m pytest

check: .venv/.dev ## Lint, types, import law
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.dev ## Print benchmark ratios
	$(BIN)/python -m pytest tests/benchmarks --override-ini "python_files=bench_*.py" -s

eval: .venv/.run ## Evaluate on the committed questions (BENCH=dir and GOLD=dir add the labelled data)
	$(BIN)/queqiao eval
	$(if $(BENCH),$(BIN)/queqiao eval bench $(BENCH))
	$(if $(GOLD),$(BIN)/queqiao eval decompose --gold $(GOLD))

embeddings: .venv/.run ## Rewrite the packaged vectors of the example catalogue
	$(BIN)/python -m knowledge.demo

sbom: .venv/.dev ## Write sbom.json (CycloneDX) of what the runtime lock installs
	$(BIN)/cyclonedx-py requirements --output-reproducible --pyproject pyproject.toml -o sbom.json requirements.lock

audit: .venv/.dev ## Look up known advisories of the runtime lock (needs a package index and an advisory service)
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.lock

lock: ## Rewrite the hashed locks from pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --extra build -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --extra build --extra postgres --extra dev -c requirements.lock -o requirements-dev.lock
	echo 'uv>=0.9,<1' | $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header - -o requirements-bootstrap.lock

.PHONY: help setup run test check bench eval embeddings sbom audit lock
