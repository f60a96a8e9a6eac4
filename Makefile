# The data path, top to bottom. `make` alone prints the commands.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
DATA ?= data
DATABASE ?= $(DATA)/chiso.db
PORT ?= 8001
PORTALS ?=
# Where parse and extract are done: local, local:N, dask:ADDRESS (docs/cluster.md).
ENGINE ?= local
# Test files go to the cores whole: what a file sets up, it sets up once.
CORES ?= -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
V := .venv/bin/python
READY := .venv/.ready

.PHONY: help demo crawl extract serve eval bench test test-long check clean

help: ## print these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F'\t' '{printf "make %-10s %s\n", $$1, $$2}'

# The set-up runs once and again only when the pinned requirements change.
$(READY): requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" bash core/setup.sh
	@touch $@

demo: $(READY) ## set up, crawl the bundled sample portals, extract, build the database, say what is there
	@$(V) -m crawler crawl --sample --data $(DATA)
	@$(V) -m crawler parse --archive --data $(DATA)
	@$(V) -m extract facts --data $(DATA)
	@$(V) -m extract build --data $(DATA) --database $(DATABASE)
	@$(V) -m extract summary --data $(DATA) --database $(DATABASE)

crawl: $(READY) ## crawl + parse: PORTALS="id id ..." for live portals, the bundled sample without it
	@$(V) -m crawler crawl --data $(DATA) $(PORTALS)
	@$(V) -m crawler parse --archive --data $(DATA) --engine $(ENGINE)

extract: $(READY) ## articles -> facts -> database: what is new, changed or read by other rules (ENGINE=dask:ADDRESS: on a cluster)
	@$(V) -m extract facts --data $(DATA) --engine $(ENGINE)
	@$(V) -m extract build --data $(DATA) --database $(DATABASE)

serve: $(READY) ## browse the database at http://127.0.0.1:8001/ (PORT=8001)
	@$(V) -m browse serve --port $(PORT) --database $(DATABASE)

eval: $(READY) ## precision, recall and F1 on the gold articles; fails below corpus/floors.json
	@$(V) -m extract eval

bench: $(READY) ## measure the stages on this machine
	@$(V) -m bench
	@$(V) -m bench.bodies
	@$(V) -m bench.throughput
	@$(V) -m bench.scale
	@$(V) -m bench.browse

test: $(READY) ## all tests, short counts
	@$(V) -m pytest $(CORES)

test-long: $(READY) ## all tests, full counts
	@CHISO_LONG=1 $(V) -m pytest $(CORES)

check: $(READY) ## ruff, mypy --strict, import contracts
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

clean: ## remove the data directory and caches (not .venv)
	@rm -rf $(DATA) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
