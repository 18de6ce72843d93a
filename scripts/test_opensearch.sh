#!/usr/bin/env bash
# Starts three OpenSearch nodes, runs the search tests on them, takes a node away while searches go
# on, and stops them. What was downloaded stays in OPENSEARCH_FOLDER (var/opensearch).
set -euo pipefail
cd "$(dirname "$0")/.."

folder=${OPENSEARCH_FOLDER:-var/opensearch}
trap 'scripts/run_opensearch.sh stop "$folder"' EXIT
scripts/run_opensearch.sh start "$folder" 3
first=${OPENSEARCH_FIRST_PORT:-9251}
export OPENSEARCH_URL=opensearch://127.0.0.1:$first,127.0.0.1:$((first + 1)),127.0.0.1:$((first + 2))
OPENSEARCH_NODES=$(cd "$folder" && pwd) .venv/bin/pytest -m opensearch "${@:-tests/search}"
