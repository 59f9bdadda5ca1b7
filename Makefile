# Crassula: `make` lists what there is. Nothing but Python 3.11+ and make is needed beforehand.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONPATH := $(CURDIR)
export PYTHONUNBUFFERED := 1
STAGE ?= prod
JUNIT := build/junit.xml
say = @printf '\033[1m▸ %s\033[0m\n'

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---- set-up: each step runs again only when what it was made from has changed ----------------------

$(BIN)/uv: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Crassula needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1)."; \
	  echo "Install one, or name it: make PYTHON=/path/to/python3.13 ..."; exit 1; }
	$(say) "Making the virtual environment"
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: install python3-venv (Debian, Ubuntu)."; exit 1; }
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/bootstrap.txt
	@touch $@

$(VENV)/.local: $(BIN)/uv requirements/cdk.txt requirements/local.txt requirements/proxy.txt requirements/payment.txt requirements/invoicing.txt
	$(say) "Installing the locked Python packages (CDK, local cloud, services)"
	@$(BIN)/uv pip install --quiet --require-hashes $(foreach p,cdk local proxy payment invoicing,-r requirements/$p.txt)
	@touch $@

$(VENV)/.tests: $(VENV)/.local requirements/tests.txt
	$(say) "Installing the locked test tools"
	@$(BIN)/uv pip install --quiet --require-hashes -r requirements/tests.txt
	@touch $@

$(VENV)/.node: $(VENV)/.local requirements/node/package-lock.json
	$(say) "Installing the CDK command line (Node comes from its wheel)"
	@cd requirements/node && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: setup lock
setup: $(VENV)/.tests $(VENV)/.node ## Install everything that is needed, into this folder alone

lock: $(BIN)/uv ## Lock the requirements again, with hashes
	@for p in tests cdk local proxy order inventory payment invoicing profiles aggregator bootstrap; do \
	  constraint=$$(case $$p in tests|bootstrap) ;; *) echo "-c requirements/tests.txt" ;; esac); \
	  echo "requirements/$$p.txt"; \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-annotate --no-emit-index-url $$constraint requirements/$$p.in -o requirements/$$p.txt || exit 1; \
	done

# ---- quality ---------------------------------------------------------------------------------------

.PHONY: check test
check: $(VENV)/.tests $(VENV)/.node ## Lint and type-check
	$(say) "Linting"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	$(say) "Type-checking"
	@$(BIN)/mypy

test: check ## Set up, check and test everything
	$(say) "Testing"
	@mkdir -p build
	@$(BIN)/pytest --junitxml=$(JUNIT)
