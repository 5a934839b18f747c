# One command per task; `just` lists them. Set PYTHON to use another environment.
python := env("PYTHON", ".venv/bin/python")

default:
    @just --list

# Create .venv with everything that development needs.
setup:
    python3 -m venv .venv
    .venv/bin/pip install -e '.[embedded,dev]'

# Lint, types, and the rules of the house.
check:
    {{python}} -m ruff check .
    {{python}} -m ruff format --check .
    {{python}} -m mypy
    {{python}} -m pytest -q tests/test_architecture.py tests/test_docs.py tests/test_packaging.py

format:
    {{python}} -m ruff check --fix .
    {{python}} -m ruff format .

# Run tests: all of them, or those of the paths and options given.
test *ARGS:
    {{python}} -m pytest {{ARGS}}

# Run the tests that need no model.
quick *ARGS:
    {{python}} -m pytest -m 'not real' {{ARGS}}

# Run the packaged sample page through the real model.
demo:
    {{python}} -m digest demo

# Compare translation quality with its floors (real model; three minutes on two cores).
gate:
    {{python}} -m lab.quality.gate check quick

# Rewrite the generated files: configs/default.yaml.
generate:
    {{python}} -c 'import digest.config; print(digest.config.commented_settings(), end="")' > configs/default.yaml

# Retake the README's pictures from a fresh demo.
pictures:
    {{python}} -m digest demo --out build/demo
    {{python}} -m digest send build/demo/2026-W39 --dry-run --to reader@example.org --config docs/pictures.yaml
    {{python}} -m lab.pictures build/demo/2026-W39

# Build the wheel into dist/.
build:
    {{python}} -m pip wheel --no-deps --wheel-dir dist .

# What CI runs.
ci:
    .ci/run
