#!/usr/bin/env bash
# Makes .venv hold exactly the pinned packages of the given requirement files; does nothing when it
# already does. Usage: scripts/install_packages.sh requirements.txt [requirements-dev.txt]
set -euo pipefail
cd "$(dirname "$0")/.."

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.11 python3.12 python3.13 python3.14; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "Skilled Hand needs Python 3.11 or newer, and there is none on this machine." \
         "On Debian 12: apt-get install python3 python3-venv" >&2
    return 1
}

make_environment() {
    local python
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "Python is here, but cannot make a virtual environment." \
             "On Debian: apt-get install python3-venv" >&2
        return 1
    fi
    "$python" -m venv --clear .venv
}

# Two starts at once share one environment: the second waits for the first.
exec 9>.venv.lock
if command -v flock >/dev/null; then
    flock 9
fi

stamp=".venv/installed-${*: -1}"
pins=$(cat "$@" | cksum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$pins" ]; then
    touch "$stamp"
    exit 0
fi

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    make_environment
fi
echo "Installing the pinned packages of $* into .venv (up to a minute) …"
requirements=()
for file in "$@"; do
    requirements+=(--requirement "$file")
done
# Not compiled: of five thousand modules the site uses a third, and compiles those when first used.
.venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --no-deps \
    --no-compile --require-hashes "${requirements[@]}"
echo "$pins" >"$stamp"
