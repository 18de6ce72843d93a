#!/usr/bin/env bash
# Runs the web server and the worker beside each other; whichever ends takes the other along, so
# that a site that answers also renews its index and sends mail. Ctrl-C or SIGTERM ends both.
set -uo pipefail
cd "$(dirname "$0")/.."

# Should this script be killed, the kernel ends both, where its setpriv knows how.
together=()
if setpriv --pdeathsig TERM true 2>/dev/null; then
    together=(setpriv --pdeathsig TERM)
fi

"${together[@]}" .venv/bin/gunicorn wsgi:app &
site=$!
"${together[@]}" .venv/bin/flask --app wsgi worker &
worker=$!

is_stopped=
trap 'is_stopped=yes; kill -TERM "$site" "$worker" 2>/dev/null' INT TERM

wait -n "$site" "$worker"
status=$?
kill -TERM "$site" "$worker" 2>/dev/null
wait "$site" "$worker"
if [ -n "$is_stopped" ]; then
    exit 0
fi
exit "$status"
