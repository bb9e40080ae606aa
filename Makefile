# For developers; users have ./samphan. `make check` is what a change must pass.
PYTHON := .venv/bin/python
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --quiet \
	--custom-compile-command "make lock"

.PHONY: setup check lint types walls messages messages-check reference test spark screenshots assets lock wheel

setup: ## Install what development needs into .venv
	./samphan setup --dev

check: lint types walls messages-check test ## Everything a change must pass

lint: setup
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: setup
	$(PYTHON) -m mypy

walls: setup
	.venv/bin/lint-imports --no-cache

messages: setup ## Collect every visible string into the .po files and compile them
	$(PYTHON) tools/messages.py collect

messages-check: setup ## Fail when a string is missing, untranslated or not compiled
	$(PYTHON) tools/messages.py check

reference: setup ## Write docs/reference from the code
	$(PYTHON) tools/reference.py

test: ## The suite on SQLite and on PostgreSQL
	./samphan test

spark: setup ## Install PySpark and a JDK from PyPI (half a gigabyte); `make test` then runs the metrics on Spark too
	./samphan setup --dev --spark

screenshots: setup ## Every screen, th/en x light/dark x 1440/390, into docs/screenshots
	$(PYTHON) -m tests.browser.screenshots

assets: ## Rebuild the vendored browser files from the locked npm list (needs Node; running and testing do not)
	$(PYTHON) tools/assets/build.py

lock: ## Resolve the pins of pyproject.toml into requirements/*.txt, with hashes
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) pyproject.toml --group test --constraint requirements/run.txt -o requirements/test.txt
	$(LOCK) pyproject.toml --group dev --constraint requirements/test.txt -o requirements/dev.txt
	$(LOCK) pyproject.toml --group spark --constraint requirements/test.txt -o requirements/spark.txt
	$(LOCK) pyproject.toml --group peers --constraint requirements/test.txt -o requirements/peers.txt
	$(LOCK) --group uv -o requirements/uv.txt

wheel: ## Build the wheel, assets and messages inside
	uv build --wheel --out-dir dist
