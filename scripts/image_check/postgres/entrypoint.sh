#!/bin/sh
# As much of the official image as deploy/compose.yaml asks of it: at the first start a cluster, a
# user with a password and a database are made, by a server that answers on its socket only.
set -e
bin=$(echo /usr/lib/postgresql/*/bin)

if [ "$(id -u)" = 0 ]; then
    install --directory --owner=postgres --group=postgres --mode=700 "$PGDATA"
    install --directory --owner=postgres --group=postgres --mode=3777 /var/run/postgresql
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    printf %s "$POSTGRES_PASSWORD" >/tmp/password
    "$bin/initdb" --username="$POSTGRES_USER" --pwfile=/tmp/password \
        --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8
    rm /tmp/password
    echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
    "$bin/pg_ctl" --pgdata="$PGDATA" --options="-c listen_addresses=''" --wait start
    sleep 7  # as long as scripts of an operator may take; whoever believes this server is too early
    createdb --username="$POSTGRES_USER" "$POSTGRES_DB"
    "$bin/pg_ctl" --pgdata="$PGDATA" --mode=fast --wait stop
fi
exec "$bin/postgres" -D "$PGDATA" -c "listen_addresses=*" "$@"
