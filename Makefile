# The two to know: `make demo` and `make check`. Every target is a line or two; the work is
# in scripts/ and in the programs that they call.
PYTHON ?= python3
BIN := .venv/bin
# Where it is set, each process of each run compiles the project anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup synth demo check test lint plan format style snapshots bench pictures lock clean

help: ## Show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what is pinned, into this checkout only; quiet when there is nothing to do
	@$(PYTHON) scripts/setup.py

synth: setup ## Synthesize every stack into cdktf.out
	@$(BIN)/python -O main.py

demo: setup ## Deploy stage on the embedded AWS with the real Terraform, and show it
	@$(BIN)/python scripts/demo.py

check: setup style ## The inner loop, a few minutes: style, types, tests without Terraform or a whole lab
	@$(BIN)/pytest -q -n 2 --dist worksteal -m "not terraform and not slow and not lab"

test: setup ## Everything: lint, and every test, the stacks on the emulator included
	@$(BIN)/python scripts/everything.py

lint: setup ## Style, types, terraform validate, policies, plan rules, links, workflows
	@$(BIN)/python scripts/lint.py

plan: setup ## Plan the environment ENV=..., judge the plan, price it; writes reports/ENV/TIMESTAMP
	@$(BIN)/sluice plan $(ENV)

style: setup # What pre-commit and CI run on each change
	@echo "format and rules: ruff" && $(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@echo "types: mypy" && $(BIN)/mypy --no-error-summary

format: setup ## Rewrite the files as `make lint` wants them
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format .

snapshots: setup ## Write the snapshots anew; review the diff
	@$(BIN)/pytest -q tests/snapshots --snapshot-update

bench: setup ## Plain and fast synth side by side: time, memory, same bytes
	@$(BIN)/python benchmarks/synth.py

pictures: setup ## Take the README's pictures, of a release and a review in the stage that `make demo` saved
	@$(BIN)/python scripts/pictures.py

lock: ## Resolve the dependencies anew into the lock files
	@$(PYTHON) scripts/lock.py

clean: ## Remove what runs generate; keeps the environments, and a bootstrap state
	@$(PYTHON) scripts/clean.py
