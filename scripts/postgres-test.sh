#!/usr/bin/env bash
# A throw-away PostgreSQL for the tests, run as user postgres, without fsync.
#   scripts/postgres-test.sh start   prints its address
#   scripts/postgres-test.sh stop
set -eu
DIR=${PASS_PG_DIR:-/tmp/pass-postgres-test}
PORT=${PASS_PG_PORT:-55432}
BIN=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)

as_postgres() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

case "${1:-}" in
start)
  if ! as_postgres "$BIN/pg_ctl" -D "$DIR/data" status >/dev/null 2>&1; then
    rm -rf "$DIR"
    install -d -m 700 "$DIR"
    if [ "$(id -u)" = 0 ]; then chown postgres "$DIR"; fi
    (
      cd "$DIR"
      as_postgres "$BIN/initdb" -D "$DIR/data" -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 >/dev/null
      as_postgres "$BIN/pg_ctl" -D "$DIR/data" -w -l "$DIR/log" -o "-p $PORT -k $DIR -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300" start >/dev/null
    )
  fi
  echo "postgres://postgres@127.0.0.1:$PORT/postgres?sslmode=disable"
  ;;
stop)
  if [ -d "$DIR/data" ]; then
    (cd "$DIR" && as_postgres "$BIN/pg_ctl" -D "$DIR/data" -m immediate -w stop >/dev/null) || true
    rm -rf "$DIR"
  fi
  ;;
*)
  echo "usage: $0 start|stop" >&2
  exit 2
  ;;
esac
