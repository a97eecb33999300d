# Everything is a target here; each installs what it needs, once. Variables: DATA, ARGS, QGIS_PYTHON.
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory --no-builtin-rules
.DEFAULT_GOAL := help
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c

PYTHON := .venv/bin/python
QM := $(patsubst %.ts,%.qm,$(wildcard i18n/*.ts))

export ARGS DATA QGIS_PYTHON QUICK
# One language and encoding on every machine; Python reads and writes Chinese in UTF-8.
export LC_ALL := C.UTF-8
export PYTHONUTF8 := 1

.PHONY: help setup demo test run lint bench package process i18n screenshots soak clean

help: ## show the targets
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: ## install what is missing: QGIS, the Python environment, fonts (once)
	@.ci/setup

demo: setup $(QM) ## survey, zones, plan and sync of a sample county; DATA=<folder> takes real input
	@.ci/demo

test: setup $(QM) ## the engine's tests, then those in QGIS; ARGS="tests/store -k triggers" runs a part
	@.ci/test

run: setup $(QM) ## QGIS with the plugin, in a scratch profile, in Chinese; ARGS=<project or file>
	@.ci/qgis $(ARGS)

lint: setup ## style, types, the arrows between the layers, readiness for Qt 6, translations
	@.ci/lint

bench: setup ## measure the slow parts, beside QGIS and others; QUICK=1 takes a county and two minutes; ARGS are pytest's
	@.ci/bench

package: setup $(QM) ## build/mine_restoration-<version>.zip, to install in QGIS
	@$(PYTHON) .ci/package.py

process: setup ## qgis_process with the plugin: ARGS="run mine_restoration:metric_buffer --json -- INPUT=… OUTPUT=…"
	@$(PYTHON) .ci/qgis_process.py

i18n: setup ## collect the texts to translate, and compile the translations
	@$(PYTHON) .ci/i18n.py
	$(MAKE) $(QM)

screenshots: setup $(QM) ## pictures of the docks over the sample county, in build/screenshots
	@.ci/screenshots

soak: setup $(QM) ## the long tests: ARGS are pytest's
	@.ci/test tests/soak $(ARGS)

clean: ## remove what was built; the Python environment stays
	@rm -rf build i18n/*.qm .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

i18n/%.qm: i18n/%.ts | setup
	@lrelease -silent $< -qm $@ >&2
