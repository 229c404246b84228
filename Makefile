# Every command sets up what is missing first. `make help` lists them.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export TF_CPP_MIN_LOG_LEVEL := 3
# Small matrices gain nothing from more threads, and three processes share the machine.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
# Without compiled sources each worker of the tests, and each process that a test or `make run` starts, compiles all anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

setup: ## Install the locked dependencies into .venv (RUNTIME=1: only what running needs)
	@RUNTIME=$(RUNTIME) scripts/setup.sh

run: setup ## Start everything and print the addresses (PROFILE=cluster: everything twice, behind nginx)
	@$(PYTHON) -m baton run $(if $(PROFILE),--profile $(PROFILE))

test: setup ## Run every test (trains a model first if there is none)
	@$(PYTHON) -m scripts.run_tests

test-fast: setup ## Run the tests that need neither a trained model nor a browser
	@$(PYTHON) -m scripts.run_tests --fast

# Tests of a few seconds that hold names, settings and documents together.
CHECKS := tests/unit/test_glossary.py tests/unit/test_sizes.py tests/unit/policies/test_taxonomy.py tests/unit/base/test_settings.py

check: setup ## Format, lint, types, layers, glossary, settings, taxonomy, policy, language data
	@$(PYTHON) -m ruff format --check --quiet . || { echo "ruff format: run .venv/bin/ruff format ."; exit 1; }
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports --no-cache > .venv/imports.log || { cat .venv/imports.log; exit 1; }
	@$(PYTHON) -m baton check
	@$(PYTHON) -m pytest -m check $(CHECKS)
	@$(PYTHON) -m baton.rasa_overrides data validate --fail-on-warnings > .venv/validate.log 2>&1 || { tail -n 20 .venv/validate.log; exit 1; }
	@echo "check: all good"

train: setup ## Train the model
	@$(PYTHON) -m baton train

eval: setup ## Quality on held-out messages and dialogues (EVAL=path: on what others wrote too; STOCK=1: beside Rasa's stock pipeline)
	@$(PYTHON) -m baton train --if-stale
	@$(PYTHON) -W ignore -m bench.quality $(if $(STOCK),--stock) $(if $(EVAL),--others $(EVAL))

bench: setup ## Speed beside Rasa's stock pipeline and Rasa with one rule, eight minutes (WRITE=1: into docs/benchmarks.md)
	@$(PYTHON) -m baton train --if-stale
	@$(PYTHON) -W ignore -m bench.side_by_side $(if $(SECONDS),--seconds $(SECONDS)) $(if $(ORDERS),--orders $(ORDERS)) $(if $(WRITE),--write)

load: setup ## Two Rasa workers on PostgreSQL at RATE messages a second for SECONDS, each process killed; is all in the log once?
	@$(PYTHON) -m baton train --if-stale
	@$(PYTHON) -W ignore -m bench.worker_load $(if $(RATE),--rate $(RATE)) $(if $(SECONDS),--seconds $(SECONDS))

soak: setup ## Half an hour of mixed traffic with kills and outages, then everything is counted (SECONDS=1800, RATE=5, WRITE=1)
	@$(PYTHON) -m baton train --if-stale
	@$(PYTHON) -W ignore -m bench.soak $(if $(RATE),--rate $(RATE)) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(WRITE),--write)

hostile: setup ## What customers wait for answers while one client does its worst from one address (SECONDS=40)
	@$(PYTHON) -m baton train --if-stale
	@$(PYTHON) -W ignore -m bench.hostile $(if $(SECONDS),--seconds $(SECONDS))

busy: setup ## The busiest hour of 85,000 conversations a day, for ten minutes: how long do answers take? (SECONDS=600)
	@$(PYTHON) -m baton train --if-stale
	@$(PYTHON) -W ignore -m bench.busy_hour $(if $(SECONDS),--seconds $(SECONDS))

cost: setup ## CPU time and memory of a customer's message in the cluster profile (docs/scaling.md)
	@$(PYTHON) -m baton train --if-stale
	@$(PYTHON) -W ignore -m bench.cluster_cost

pictures: setup ## Take the pictures of README and docs again
	@$(PYTHON) -m baton train --if-stale
	@$(PYTHON) -m pytest tests/browser
	@for picture in docs/img/*.png; do cp "var/screenshots/$${picture##*/}" "$$picture"; done

COMPILE = .venv/bin/uv pip compile --python-version 3.10 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet

lock: setup ## Resolve the requirements of running, evaluating and testing into their locks
	@$(COMPILE) requirements.in --override requirements.override -o requirements.lock
	@$(COMPILE) requirements-eval.in -o requirements-eval.lock
	@$(COMPILE) requirements-test.in -o requirements-test.lock
	@$(COMPILE) requirements-audit.in -o requirements-audit.lock

.tools/audit/.installed: requirements-audit.lock | setup
	@$(PYTHON) -m venv --without-pip .tools/audit
	@.venv/bin/uv pip sync --quiet --python .tools/audit/bin/python --require-hashes requirements-audit.lock
	@touch $@

audit: .tools/audit/.installed ## Known advisories of the locks and the widget, against scripts/audit_exceptions.yml
	@$(PYTHON) -m scripts.audit

sbom: .tools/audit/.installed ## The list of components (CycloneDX) into var/sbom/
	@scripts/sbom.sh

docs: setup ## Write what is generated in docs anew (settings, package schema) and check the links
	@$(PYTHON) scripts/write_docs.py

clean: ## Remove the environment, models and databases of development
	@rm -rf .venv .tools models var .rasa

.PHONY: busy hostile soak audit sbom help setup run test test-fast check train eval bench load cost pictures lock docs clean
