# The commands of this project. `make serve` and `make test` are all a newcomer needs.
SHELL := /bin/bash
PY ?= python3
PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# The tests stand alone, so they share the processors; more than four workers only make more databases.
PYTEST := $(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help serve setup test test-all lint bench rules lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

serve: setup ## set up if needed, then serve on 127.0.0.1:8000 (PORT=)
	@echo "打开 http://127.0.0.1:$(PORT)/ ，后台在 /admin/ 。"
	@$(MANAGE) runserver 127.0.0.1:$(PORT)

setup: .venv/.prod ## environment, database, the bureau's data and a marked demo set
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_bureau
	@$(MANAGE) load_demo

test: .venv/.dev ## the whole suite but browser and PostgreSQL
	$(PYTEST) -m "not browser and not postgres"

test-all: .venv/.dev lint ## everything: checks, SQLite, PostgreSQL 15, a real browser
	@tests/needs.sh
	$(PYTEST) -m "not postgres"
	tests/on_postgres.sh $(PYTEST) -m "not browser"

lint: .venv/.dev ## style, templates, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	git ls-files 'templates/*.html' | xargs $(BIN)/djade --check --target-version 5.2
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.dev ## every benchmark in a short form
	$(BIN)/python -m bench

rules: .venv/.prod ## write docs/rules.md from the tables in the code
	@{ echo "# 规则表"; echo; echo "由 \`manage.py rules\` 生成；改了规则之后重新生成：\`make rules\`。"; \
	for pair in transitions:办理流程 outcomes:办理结果 letters:告知书 fees:信息处理费 checks:年度报告核对 review:发布审核; do \
	  echo; echo "## $${pair#*:}"; echo; $(MANAGE) rules $${pair%%:*}; done; \
	echo; echo "## 办理流程图"; echo; $(MANAGE) rules transitions --diagram; } > docs/rules.md

lock: ## renew requirements/*.txt (needs uv)
	for f in prod dev; do uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	  --no-header --no-emit-index-url --no-emit-find-links requirements/$$f.in -o requirements/$$f.txt; done

clean: ## remove the environment and the demo's data
	rm -rf .venv var

.venv/bin/python:
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更高版本"; exit 1; }
	@$(PY) -c 'import ensurepip' 2>/dev/null || { echo "缺少 venv：请先 apt install python3-venv"; exit 1; }
	$(PY) -m venv .venv

.venv/.prod: requirements/prod.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/prod.txt
	@touch $@

.venv/.dev: requirements/dev.txt requirements/prod.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ .venv/.prod
