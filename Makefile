# make demo        the main job on the reviews and the model that come with it: ends in a decision and a report
# make test        the tests
# make check       what CI asks of every change: ruff, mypy --strict, and the tests
# make test-floor  the tests with the oldest versions of the libraries that pyproject.toml allows
# make docs        write the generated pages of docs/ again
# make site        docs/ as one static site, in site/
# make clean       remove the environments and caches
#
# Each makes its environment (.venv) first, once, and again when pyproject.toml or a file of constraints/ changed.
# It needs Python 3.11 or newer with pip, and no compiler, no GPU and no root. What can be chosen:
#   PYTHON=/path/to/python   the Python of the environment (otherwise python3.11, else python3)
#   TORCH="torch==2.8.0"     the torch to install; otherwise the one in constraints/cpu.txt, see there
#   VENV_FLAGS=--system-site-packages    use the torch (for your GPU, say) that this Python has already
#   PIP_INDEX_URL, PIP_EXTRA_INDEX_URL and pip.conf hold as always: name there the index of torch's CPU builds
#   PYTEST_FLAGS="-k ledger" arguments for pytest in place of -n 2 (two at a time)     DEMO_FLAGS="--out DIR"  and for finetooth demo

VENV ?= .venv
PYTEST_FLAGS ?= -n 2 --dist loadfile
DEMO_FLAGS ?=
BIN := $(VENV)/bin
FLOOR := .venv-floor
SITE := .venv-site
RECIPE := pyproject.toml constraints/install.sh constraints/demo.txt constraints/tools.txt

export PYTHON TORCH VENV_FLAGS
unexport PYTHONPATH PYTHONHOME

.PHONY: demo test check lint docs site test-floor clean
.DEFAULT_GOAL := check

demo: $(VENV)/.installed
	@$(BIN)/finetooth demo $(DEMO_FLAGS) || [ $$? -eq 1 ]  # 1 is a decision too: no-go

test: $(VENV)/.installed
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

check: lint test

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/.installed
	$(BIN)/python -m finetooth.reference docs

site: $(SITE)/.installed
	$(SITE)/bin/sphinx-build -W --keep-going -q -b html docs site

test-floor: $(FLOOR)/.installed
	$(FLOOR)/bin/python -m pytest $(PYTEST_FLAGS)

clean:
	rm -rf $(VENV) $(FLOOR) $(SITE) site .mypy_cache .ruff_cache .pytest_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: $(RECIPE) constraints/cpu.txt
	@bash constraints/install.sh $(VENV) constraints/cpu.txt
	@touch $@

$(FLOOR)/.installed: $(RECIPE) constraints/floor.txt
	@TORCH= bash constraints/install.sh $(FLOOR) constraints/floor.txt
	@touch $@

$(SITE)/.installed: constraints/site.txt
	@$${PYTHON:-python3} -m venv $(SITE)
	@$(SITE)/bin/python -m pip install --quiet --only-binary :all: --requirement constraints/site.txt
	@touch $@
