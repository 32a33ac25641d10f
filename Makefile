# Everything a person or a build does with this checkout: run, test, check, bench, lock.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run install test check bench lock words clean
.DEFAULT_GOAL := run

run: $(VENV)/installed
	@exec $(BIN)/baraza run

# Everything that is written beside the code, so that it may be read-only afterwards.
install: $(VENV)/installed
	@$(BIN)/python -m baraza.common.catalogues compile
	@$(BIN)/python -m compileall -q baraza

test: $(VENV)/installed
	$(BIN)/python -m pytest -n auto --dist loadfile $(TESTS)

check: $(VENV)/installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	BARAZA_HOME=$$(mktemp -d) DJANGO_SETTINGS_MODULE=baraza.config.settings \
		$(BIN)/python -m django makemigrations --check --dry-run
	$(BIN)/python -m baraza.common.catalogues check

bench: $(VENV)/installed
	$(BIN)/python -m benchmarks

# After a change of pyproject.toml: exact versions with hashes, for every platform.
lock: $(VENV)/installed
	$(BIN)/uv pip compile --universal --generate-hashes --group dev pyproject.toml -o requirements.lock

words: $(VENV)/installed
	$(BIN)/python -m baraza.common.catalogues update

clean:
	rm -rf $(VENV)

$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Baraza needs Python 3.11 or newer. Say which one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
		echo "Python's venv module is missing. On Debian and Ubuntu: sudo apt install python3-venv"; \
		rm -rf $(VENV); exit 1; }
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install uv
	@$(BIN)/uv pip sync --quiet --compile-bytecode requirements.lock
	@$(BIN)/uv pip install --quiet --no-deps --editable .
	@$(BIN)/python -m compileall -q baraza
	@touch $@
