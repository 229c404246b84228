# Every command sets up what is missing first. `make help` lists them.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export TF_CPP_MIN_LOG_LEVEL := 3
# Small matrices gain nothing from more threads, and three processes share the machine.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1

help: ## List the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: ## Install the locked dependencies into .venv
	@scripts/setup.sh

run: setup ## Start everything and print the addresses
	@$(PYTHON) -m baton run

test: setup ## Run every test (trains a model first if there is none)
	@$(PYTHON) -m baton train --if-stale
	@$(PYTHON) -m rasa test core --stories tests/conversations --model models/baton.tar.gz --out var/stories \
	  --fail-on-prediction-errors > .venv/stories.log 2>&1 || { tail -n 25 .venv/stories.log; exit 1; }
	@$(PYTHON) -m pytest -n auto tests/unit tests/contract
	@$(PYTHON) -m pytest tests/integration tests/browser

check: setup ## Format, lint, types, import rules, policy, rasa data validate
	@$(PYTHON) -m ruff format --check --quiet . || { echo "ruff format: run .venv/bin/ruff format ."; exit 1; }
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports --no-cache > .venv/imports.log || { cat .venv/imports.log; exit 1; }
	@$(PYTHON) -m baton check
	@$(PYTHON) -m rasa data validate --fail-on-warnings > .venv/validate.log 2>&1 || { tail -n 20 .venv/validate.log; exit 1; }
	@echo "check: all good"

train: setup ## Train the model
	@$(PYTHON) -m baton train

eval: setup ## Quality of the decisions on held-out messages and dialogues (STOCK=1: beside Rasa's stock pipeline)
	@$(PYTHON) -m baton train --if-stale
	@$(PYTHON) -W ignore -m bench.quality $(if $(STOCK),--stock)

bench: setup ## Speed: a decision, a reading, messages a second, cost of a long conversation
	@$(PYTHON) -m baton train --if-stale
	@$(PYTHON) -m bench.speed

pictures: setup ## Take the pictures of README and docs again
	@$(PYTHON) -m baton train --if-stale
	@$(PYTHON) -m pytest tests/browser
	@for picture in docs/img/*.png; do cp "var/screenshots/$${picture##*/}" "$$picture"; done

lock: setup ## Resolve requirements.in into requirements.lock
	@.venv/bin/uv pip compile requirements.in --override requirements.override --python-version 3.10 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --quiet -o requirements.lock

clean: ## Remove the environment, models and databases of development
	@rm -rf .venv .tools models var .rasa

.PHONY: help setup run test check train eval bench pictures lock clean
