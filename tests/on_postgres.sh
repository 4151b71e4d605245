#!/usr/bin/env bash
# Runs a command with GK_TEST_DATABASE pointing at a PostgreSQL of its own: new folder, free port, ended afterwards.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
folder=$(mktemp -d "${TMPDIR:-/tmp}/gk-postgres-XXXXXX")
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

as_owner() { "$@"; }
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  as_owner() { runuser -u postgres -- "$@"; }
fi
# C.UTF-8, never C: under C the database folds no case and splits no Chinese.
(cd "$folder" && as_owner "$bin/initdb" -D "$folder/data" -U gk -A trust --locale=C.UTF-8 --encoding=UTF8 >/dev/null)
stop() {
  (cd "$folder" && as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$folder"
}
trap stop EXIT
(cd "$folder" && as_owner "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
  -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off" start >/dev/null)
as_owner "$bin/createdb" -h 127.0.0.1 -p "$port" -U gk gk
GK_TEST_DATABASE="postgresql://gk@127.0.0.1:$port/gk" "$@"
