# make demo: set up and run the main job.   make test: set up and pass all tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_OUT ?= crossfade-demo
STAMP := $(VENV)/.installed

.PHONY: help demo run test lint format bench setup system lock clean

help:
	@echo "make demo   set up, walk the whole migration in the sandbox, leave a plan and a report"
	@echo "make run    set up and open the terminal program on ./migration"
	@echo "make test   set up and run all tests"
	@echo "make lint   ruff, mypy --strict, import contracts"
	@echo "make bench  print measurements (start-up, recogniser, streaming)"

setup: $(STAMP)

# System packages are a convenience: what is missing is said once, and the rest works.
$(STAMP): pyproject.toml requirements.lock requirements-mic.lock .ci/setup.sh
	@PYTHON="$(PYTHON)" VENV="$(VENV)" sh .ci/setup.sh
	@touch $(STAMP)

demo: setup
	@$(BIN)/crossfade demo --out "$(DEMO_OUT)"

run: setup
	@$(BIN)/crossfade migration

# Four at a time on two cores: many tests wait for speech. The long files come first
# (tests/conftest.py), not those with the most tests.
test: setup
	@$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: setup
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup
	@$(BIN)/python -m tests.bench

# Ranges are in pyproject.toml; this writes the exact versions, with hashes, for all platforms.
lock: setup
	@sh .ci/lock.sh "$(BIN)"

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache build dist
