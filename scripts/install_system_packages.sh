#!/usr/bin/env bash
# Installs the Debian packages that the tests use and this machine lacks. Where that is not possible
# it says so and goes on: the tests concerned are skipped with the reason, except in CI.
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v java >/dev/null || missing+=(default-jre-headless)
if [ -n "${CI:-}" ] && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    missing+=(postgresql)
fi
if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo --non-interactive)
fi
echo "Installing ${missing[*]} for the tests …"
if command -v apt-get >/dev/null && "${as_root[@]}" true 2>/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    "${as_root[@]}" apt-get update --quiet=2 &&
        "${as_root[@]}" apt-get install --quiet=2 --yes --no-install-recommends "${missing[@]}" \
            >/dev/null && exit 0
fi
echo "Could not install ${missing[*]}. To have all tests run, as root:" \
     "apt-get install ${missing[*]}" >&2
if [ -n "${CI:-}" ]; then
    exit 1
fi
