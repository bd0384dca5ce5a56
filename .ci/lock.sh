#!/bin/sh
# Rewrites both lock files from the ranges in pyproject.toml. Names and hashes only, no index.
set -eu
cd "$(dirname "$0")/.."
bin=$1
"$bin/python" -m pip --disable-pip-version-check -q install uv
lock() {
    "$bin/uv" pip compile --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header --no-annotate -q "$@"
}
lock --extra dev pyproject.toml -o requirements.lock
printf 'pyaudio>=0.2.14,<0.3\n' | lock - -o requirements-mic.lock
