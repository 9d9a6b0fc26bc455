# make run: brief of the sample page, offline. make test: every check and test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test check gate extras train train-ready train-stop clean

run: $(READY)
	@$(BIN)/mujaz brief src/mujaz/samples/kim-visit.txt

test: check
	$(BIN)/pytest -n auto

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@if $(BIN)/python -c 'import torch' 2>/dev/null; then $(BIN)/mypy; else \
		echo "torch is not installed: what needs it is not type-checked (make extras)"; \
		$(BIN)/mypy --follow-imports=silent --exclude '(adapting|training)' src tests benchmarks; fi

# Fails when translations or briefs of the held-out pages have become worse (docs/evaluation.md).
gate: $(READY)
	$(BIN)/python -m eval.gate

# Trains the bundled model at lowest priority; it goes on where it stopped.
HOURS ?= 2
train: train-ready
	nice -n 19 $(BIN)/python -m training train --hours $(HOURS)

# What training and `mujaz adapt` need beside the rest; torch's tests are skipped without it.
train-ready: $(READY)
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,train]'

# Every extra, so that no test is skipped.
extras: $(READY)
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[browser,demo,dev,eval,hf,train]'

train-stop: $(READY)
	$(BIN)/python -m training stop

# Everything at the versions of constraints.txt, which `make lock` writes.
$(READY): pyproject.toml constraints.txt
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "mujaz needs Python 3.11 or newer; name one with PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
