# Crassula: `make` lists what there is. Nothing but Python 3.11+ and make is needed beforehand.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONPATH := $(CURDIR)
export PYTHONUNBUFFERED := 1
STAGE ?= local
SERVICES := $(sort $(patsubst services/%/handler.py,%,$(wildcard services/*/handler.py)))
FRONT := frontend
SITE := $(FRONT)/site
JEKYLL := .tools/bin/jekyll
BUILT_APP := $(SITE)/_data/app.json
APP_SOURCES := docs/openapi.json $(SITE)/_data/catalogue.json $(SITE)/_data/looks.json \
  $(FRONT)/package.json $(FRONT)/angular.json $(wildcard $(FRONT)/tsconfig*.json) \
  $(shell find $(FRONT)/shop $(FRONT)/flora $(FRONT)/styles $(FRONT)/scripts -type f \
    -not -name '*.spec.ts' -not -name schema.d.ts -not -path '*/node_modules/*' -not -path '*/.*')
# Context values for the CDK, such as CONTEXT="-c domain=flowers.example -c alarm_email=me@flowers.example"
CONTEXT ?=
JUNIT := build/junit.xml
FRONT_JUNIT := build/junit-front.xml
BROWSER_JUNIT := build/junit-browser.xml
ANALYSED := build/analysed
REPORT := dfmea/report
BROWSER_TESTS := tests/e2e/browser
print_step = @printf '\033[1m▸ %s\033[0m\n'

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---- set-up: each step runs again only when its inputs have changed --------------------------------

$(BIN)/uv: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Crassula needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1)."; \
	  echo "Install one, or name it: make PYTHON=/path/to/python3.13 ..."; exit 1; }
	$(print_step) "Making the virtual environment"
	@$(PYTHON) -m setup.environment $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/bootstrap.txt
	@touch $@

$(VENV)/.local: $(BIN)/uv requirements/cdk.txt requirements/local.txt requirements/proxy.txt requirements/payment.txt requirements/invoicing.txt
	$(print_step) "Installing the locked Python packages (CDK, local cloud, services)"
	@$(BIN)/uv pip install --quiet --require-hashes $(foreach p,cdk local proxy payment invoicing,-r requirements/$p.txt)
	@touch $@

$(VENV)/.tests: $(VENV)/.local requirements/tests.txt
	$(print_step) "Installing the locked test tools"
	@$(BIN)/uv pip install --quiet --require-hashes -r requirements/tests.txt
	@touch $@

$(VENV)/.node: $(VENV)/.local requirements/node/package-lock.json
	$(print_step) "Installing the CDK command line and what compiles the functions (Node comes from its wheel)"
	@cd requirements/node && npm ci --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

$(FRONT)/node_modules/.installed: $(VENV)/.local $(FRONT)/package-lock.json
	$(print_step) "Installing the front end's locked packages"
	@cd $(FRONT) && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

$(BUILT_APP): $(FRONT)/node_modules/.installed $(APP_SOURCES)
	$(print_step) "Drawing the flowers"
	@cd $(FRONT) && npm run --silent art
	$(print_step) "Building the shop (Angular)"
	@cd $(FRONT) && npm run --silent types && npm run --silent app && npm run --silent link
	@touch $@

$(JEKYLL): setup/__init__.py setup/debian.py setup/jekyll.py requirements/gems.txt | $(BIN)/uv
	$(print_step) "Setting up Jekyll, which builds the site's pages"
	@$(BIN)/python -m setup.jekyll
	@touch $@

.PHONY: setup lock
setup: $(VENV)/.tests $(VENV)/.node $(JEKYLL) $(FRONT)/node_modules/.installed ## Install everything that is needed, into this folder alone

lock: $(BIN)/uv ## Lock the requirements again, with hashes; what is newer: UPGRADE=yes
	@for p in tests cdk dfmea local $(SERVICES) bootstrap; do \
	  constraint=$$(case $$p in tests|bootstrap) ;; *) echo "-c requirements/tests.txt" ;; esac); \
	  echo "requirements/$$p.txt"; \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-annotate --no-emit-index-url $(if $(UPGRADE),--upgrade) $$constraint requirements/$$p.in -o requirements/$$p.txt || exit 1; \
	done

# ---- the store on this machine ---------------------------------------------------------------------

.PHONY: run dev demo mail stop reset trace redrive reconcile catalogue staff webhooks
run: $(VENV)/.local $(VENV)/.node site ## Open the whole store on this machine (Ctrl-C closes it)
	@$(BIN)/python -m local.run

dev: $(VENV)/.local site ## See changes of shop and site at once (while `make run` runs)
	@$(BIN)/python -m local.dev

demo: $(VENV)/.local ## See what the store can do (while `make run` runs): [SCENE=wedding]
	@$(BIN)/python -m local.demo $(SCENE)

mail: $(VENV)/.local ## Read the e-mails that the local store has sent (while `make run` runs)
	@$(BIN)/python -m local.mail

stop: $(VENV)/.local ## Close the store; its state is kept
	@$(BIN)/python -m local.stop

reset: $(VENV)/.local ## Close the store and forget its state
	@$(BIN)/python -m local.stop --forget

trace: $(VENV)/.local ## Follow one order through every service: ORDER=... [STAGE=prod]
	@test -n "$(ORDER)" || { echo "Which order? make trace ORDER=..."; exit 1; }
	@$(BIN)/python -m operations.trace "$(ORDER)" --stage $(STAGE)

redrive: $(VENV)/.local ## List the dead letters; send them again: [QUEUE=...] GO=yes
	@$(BIN)/python -m operations.redrive $(if $(QUEUE),--queue $(QUEUE)) $(if $(GO),--go) --stage $(STAGE)

reconcile: $(VENV)/.local ## Compare the orders with the provider's records, now [STAGE=prod]
	@$(BIN)/python -m operations.reconcile --stage $(STAGE)

catalogue: $(VENV)/.local ## Send the catalogue and the delivery zones to the store [STAGE=prod]
	@$(BIN)/python -m operations.catalogue --stage $(STAGE)

staff: $(VENV)/.local ## Add a florist: EMAIL=...; remove one: LEAVES=yes [STAGE=prod]
	@test -n "$(EMAIL)" || { echo "Who? make staff EMAIL=..."; exit 1; }
	@$(BIN)/python -m operations.staff "$(EMAIL)" $(if $(LEAVES),--leaves) --stage $(STAGE)

webhooks: $(VENV)/.local ## Register the store for the payment provider's webhooks [STAGE=prod]
	@$(BIN)/python -m operations.webhooks --stage $(STAGE)

# ---- AWS -------------------------------------------------------------------------------------------

CDK := requirements/node/node_modules/.bin/cdk
# The build step of cdk.json packages the functions; templates alone do not need it.
TEMPLATES_ONLY := --build true -c bundles=source

.PHONY: site synth deploy destroy cost
site: $(BUILT_APP) $(JEKYLL) ## Draw the flowers, build the shop and the site
	$(print_step) "Building the site (Jekyll)"
	@$(BIN)/python -m dfmea.tool.publish $(REPORT)/index.html $(SITE)/analysis
	@$(JEKYLL) build --quiet --source $(SITE) --destination $(SITE)/_site || { \
	  echo "Jekyll failed. If it does not start, \`rm -r .tools\` and run this again: it is set up anew."; exit 1; }

synth: $(VENV)/.local $(VENV)/.node site ## Write the CloudFormation templates of production to cdk.out
	@$(CDK) synth --quiet $(CONTEXT) && echo "The templates are in cdk.out."

COST := build/cost
cost: $(VENV)/.local $(VENV)/.node site ## Compute what production costs, into docs/cost.md: [BEFORE=main]
	@for shares in false true; do \
	  $(CDK) synth --quiet --no-version-reporting $(TEMPLATES_ONLY) -c shares_cluster=$$shares \
	    --output $(COST)/$$shares >/dev/null || exit 1; done
	@$(BIN)/python -m operations.cost $(COST)/false $(COST)/true $(if $(BEFORE),--before $(BEFORE))

deploy: $(VENV)/.local $(VENV)/.node site ## Deploy production to the AWS account of your credentials
	$(if $(findstring bundles=source,$(CONTEXT)),@echo "bundles=source is for templates alone: such functions would not start. Deploy without it."; exit 1)
	@$(CDK) deploy --all $(CONTEXT)

destroy: $(VENV)/.local $(VENV)/.node ## Remove production, except for its data
	@$(CDK) destroy --all $(TEMPLATES_ONLY) $(CONTEXT)

# ---- quality ---------------------------------------------------------------------------------------

# One more process than there are cores, because some tests wait for a clock or a server.
PROCESSES = $(shell $(PYTHON) -c 'import os; print(min(4, os.cpu_count() + 1))')
PYTEST = $(BIN)/pytest --numprocesses $(PROCESSES) --dist loadscope --max-worker-restart 2
# One service's tests: make test SERVICE=order
OF_SERVICE = $(wildcard tests/unit/$(SERVICE) tests/integration/$(SERVICE))

.PHONY: check docs format lint lint-front types unit coverage test test-fresh test-front test-engine test-browser screenshots bench lighthouse
check: lint lint-front types ## Lint and type-check (.pre-commit-config.yaml has the same three)

lint: $(VENV)/.tests
	$(print_step) "Linting"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check . || { echo "make format mends that."; exit 1; }

lint-front: $(BUILT_APP)
	$(print_step) "Linting the front end"
	@cd $(FRONT) && npm run --silent lint

types: $(VENV)/.tests $(VENV)/.node
	$(print_step) "Type-checking"
	@$(BIN)/mypy

format: $(VENV)/.tests $(FRONT)/node_modules/.installed ## Format the code, and mend what the linters can
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .
	@cd $(FRONT) && npm run --silent format

unit: setup ## Test what needs no server, in seconds: [SERVICE=order]
	@$(PYTEST) --quiet tests/unit/$(SERVICE)

# Other processes are not measured: the functions in the emulator (tests/e2e), local/, the CDK.
MEASURED := tests/unit tests/contract tests/integration --ignore tests/integration/emulator
coverage: $(VENV)/.tests ## Show which lines and branches the tests in this process run; no gate
	$(print_step) "Testing, and measuring what runs"
	@mkdir -p build/coverage
	@$(PYTEST) --quiet --cov --cov-report html --cov-report json:build/coverage/summary.json $(MEASURED)
	@$(BIN)/python -m tests.measured build/coverage/summary.json

docs: $(VENV)/.local ## Write what is generated in docs/: API descriptions, architecture, index
	@$(BIN)/python -m docs.tool

test-front: $(BUILT_APP) ## Test the shop's and the flowers' units, and their sizes
	$(print_step) "Testing the front end"
	@cd $(FRONT) && npm run --silent budgets && npm run --silent test

ifdef SERVICE
test: $(VENV)/.tests
	@test -n "$(OF_SERVICE)" || { echo "No service is called $(SERVICE)."; exit 1; }
	@$(PYTEST) $(OF_SERVICE)
else
test: setup ## Set up, check and test everything; one service alone: [SERVICE=order]
	@$(MAKE) --no-print-directory --jobs 2 check site test-front
	$(print_step) "Testing"
	@mkdir -p build
	@$(PYTEST) --junitxml=$(JUNIT) --no-browser --durations=15
	@$(MAKE) --no-print-directory analysed
	$(print_step) "Checking the failure analysis"
	@$(BIN)/python -m dfmea.tool check --templates $(ANALYSED) --junit $(JUNIT) frontend=$(FRONT_JUNIT)
	@$(BIN)/python -m tests.needs $(JUNIT)
endif

SUITE ?= trixie
NEWCOMER := sh .ci/newcomer
test-fresh: $(BIN)/uv ## Do as a newcomer does on a minimal Debian (root, debootstrap): [SUITE=bookworm]
	@$(BIN)/python -m setup.machine --suite $(SUITE) $(NEWCOMER)

test-browser: $(VENV)/.tests $(VENV)/.node site ## Test the deployed shop in Chromium; it needs the whole machine
	$(print_step) "Testing in a browser"
	@mkdir -p build
	@$(BIN)/pytest $(BROWSER_TESTS) --junitxml=$(BROWSER_JUNIT) || { \
	  echo "Once more, what has failed: a busy machine makes browsers late."; \
	  $(BIN)/pytest $(BROWSER_TESTS) --last-failed --last-failed-no-failures none --junitxml=build/junit-browser-again.xml; }

.PHONY: dfmea analysed falsify
dfmea: $(VENV)/.tests analysed ## Check the failure analysis, read what the tests proved, write its report
	$(print_step) "Reading what the tests have proved"
	@$(BIN)/python -m dfmea.tool evidence --junit $(wildcard $(JUNIT) $(BROWSER_JUNIT)) \
	  $(addprefix frontend=,$(wildcard $(FRONT_JUNIT)))
	$(print_step) "Writing the report"
	@$(BIN)/python -m dfmea.tool report --templates $(ANALYSED)
	$(print_step) "Checking the failure analysis"
	@$(BIN)/python -m dfmea.tool check --templates $(ANALYSED)

falsify: setup site ## Remove controls in a copy and see their proofs fail: [ID=ABL-...]
	$(print_step) "Removing controls, one at a time"
	@$(BIN)/python -m dfmea.tool falsify $(ID)

analysed: $(VENV)/.local $(VENV)/.node site
	$(print_step) "Synthesising the stacks that are analysed"
	@output=$$($(CDK) synth --quiet --no-version-reporting $(TEMPLATES_ONLY) --output $(ANALYSED) 2>&1) \
	  || { echo "$$output"; exit 1; }

ENGINE_TESTS := tests/conformance $(addprefix tests/integration/,$(filter-out proxy,$(SERVICES)) store)
test-engine: $(VENV)/.tests ## Run the database's tests against an independent engine (root, Debian)
	@$(BIN)/python -m local.engine --quiet $(ENGINE_TESTS)

screenshots: $(VENV)/.tests $(VENV)/.node site ## Take pictures of every page (needs Chromium)
	@$(BIN)/python -m tests.e2e.browser.screenshots

bench: $(VENV)/.tests $(VENV)/.node site ## Measure imports, requests, orders and packages, as ratios
	$(print_step) "Packaging the functions as production has them"
	@$(BIN)/python -m bundling
	$(print_step) "Measuring"
	@$(BIN)/pytest --quiet bench

lighthouse: $(VENV)/.local $(BUILT_APP) ## Measure the pages in a browser (while `make run` runs)
	@$(BIN)/python -m local.lighthouse
