#!/usr/bin/env bash
# Installs the packages of a site that runs as an account which may not write here, and compiles
# every module: each of its starts would compile anew what it uses. After each update, too.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install_packages.sh requirements.txt
.venv/bin/python -m compileall -q .venv/lib directory search_index migrations gunicorn.conf.py wsgi.py
