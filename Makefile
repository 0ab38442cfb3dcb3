# Each recipe is also a plain command; the README lists them. No recipe installs twice.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: setup preview chat bot index test quick e2e external lint fix bench

setup: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[dev]"
	touch $@

# Exit code 1 says that some file was left out: the rest is indexed.
preview: $(INSTALLED)
	$(BIN)/python -m index build --if-changed || test $$? -eq 1
	$(BIN)/python -m bot preview --open

chat: $(INSTALLED)
	$(BIN)/python -m index build --if-changed || test $$? -eq 1
	$(BIN)/python -m bot chat

bot: $(INSTALLED)
	$(BIN)/python -m index build --if-changed || test $$? -eq 1
	$(BIN)/python -m bot run

index: $(INSTALLED)
	$(BIN)/python -m index build

test: $(INSTALLED)
	$(BIN)/python -m pytest -m "not external and not e2e"

# Without what takes its time: on every save.
quick: $(INSTALLED)
	$(BIN)/python -m pytest

# The preview's page in a headless Chromium, which has to be there; CHROMIUM names another.
e2e: .venv/.e2e
	$(BIN)/python -m pytest -m e2e

.venv/.e2e: $(INSTALLED)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[e2e]"
	touch $@

# The bot against Telegram servers that others wrote: one runs on Node.js, one in an environment of its own.
external: .venv/.external
	$(BIN)/python -m pytest -m external tests/external -rs

.venv/.external: $(INSTALLED) tests/external/package.json tests/external/requirements.txt
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[external]"
	test -x tests/external/.venv/bin/python || $(PYTHON) -m venv tests/external/.venv
	tests/external/.venv/bin/python -m pip install --quiet -r tests/external/requirements.txt
	cd tests/external && npm install --silent --no-package-lock --no-audit --no-fund
	touch $@

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# make bench DATA=DIR EVAL=DIR: the public sets' folder, and a folder of question sets.
bench: $(INSTALLED)
	$(BIN)/python -m benchmarks answers --data $(DATA) --eval $(EVAL)
