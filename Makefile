# `make` shows what there is. Every target works again from any later state.

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
BIN := .venv/bin
PYTEST_ARGS ?=
# One more than there are cores: some tests wait, for LibreOffice to start or for a limit of time.
WORKERS ?= $(shell expr $$(nproc) + 1)
# Where CI is set, pytest writes out differences whole, and two unlike PDFs keep it busy for hours.
PYTEST := env -u CI $(BIN)/python -m pytest

.PHONY: help
help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{ printf "  %-16s %s\n", $$1, $$2 }'

.PHONY: demo
demo: ## set up, import the sample returns at once, then render one notification to PDF
	@sh setup/demo.sh

.PHONY: setup
setup: ## .venv and what rendering and reading scans need
	@sh setup/python.sh runtime
	@sh setup/rendering.sh
	@sh setup/scanning.sh

.PHONY: setup-dev
setup-dev: ## setup, and what tests need
	@sh setup/python.sh dev
	@sh setup/rendering.sh
	@sh setup/scanning.sh
	@sh setup/testing.sh
	@sh setup/accuracy.sh

.PHONY: test
# The tests of a file stay together: what a module makes, and draws of glyphs, is made once. In the
# order of their names the long ones come early, so that no worker is left with one at the end.
test: setup-dev ## everything that is checked before a change lands
	@$(MAKE) lint-only
	@$(PYTEST) -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

.PHONY: lint
lint: ## ruff, mypy --strict, the layers
	@sh setup/python.sh dev
	@$(MAKE) lint-only

.PHONY: lint-only
lint-only:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>&1 || exit 1

.PHONY: bench
bench: setup-dev ## ratios against plain scripts, kept in benchmarks/README.md
	@$(BIN)/python -m benchmarks.bench --keep

.PHONY: accuracy
accuracy: setup-dev ## scans read back in simulation, kept in docs/accuracy.md; misses in out/accuracy
	@$(BIN)/python -m accuracy --keep

.PHONY: fuzz
fuzz: setup-dev ## the long forms of the property and kill tests
	@OROFORMS_FUZZ=1 $(PYTEST) $(PYTEST_ARGS)

.PHONY: conformance
conformance: setup-dev ## every document before independent judges, kept in conformance/RESULTS.md
	@$(BIN)/python -m conformance.run

.PHONY: samples
samples: setup-dev ## make the sample returns anew with real programs
	@sh setup/samples.sh
	@$(BIN)/python -m samples.make

.PHONY: blanks
blanks: setup ## make the shipped blank forms and their layouts anew
	@$(BIN)/python -m oroforms.convert.blanks

.PHONY: catalogue
catalogue: ## collect the messages and compile the translations
	@sh setup/python.sh dev
	@$(BIN)/python scripts/catalogue.py

.PHONY: docs
docs: ## write the generated pages of docs/ anew
	@sh setup/python.sh dev
	@$(BIN)/python scripts/docs.py
