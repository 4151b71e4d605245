#!/usr/bin/env bash
# postgres_in.sh FOLDER CMD...: runs a command with GK_TEST_DATABASE pointing at a PostgreSQL whose data stay in FOLDER,
# so that a large data set is loaded once and used again; the server is ended afterwards.
set -euo pipefail
folder=$1
shift
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

as_owner() { "$@"; }
mkdir -p "$folder"
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  as_owner() { runuser -u postgres -- "$@"; }
fi
cd "$folder"
new=no
if [ ! -e data/PG_VERSION ]; then
  new=yes
  # C.UTF-8, never C: under C the database folds no case and splits no Chinese.
  as_owner "$bin/initdb" -D "$folder/data" -U gk -A trust --locale=C.UTF-8 --encoding=UTF8 >/dev/null
fi
stop() { as_owner "$bin/pg_ctl" -D "$folder/data" -m fast -w stop >/dev/null 2>&1 || true; }
trap stop EXIT
as_owner "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
  -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c shared_buffers=2GB" \
  start >/dev/null
[ "$new" = no ] || as_owner "$bin/createdb" -h 127.0.0.1 -p "$port" -U gk gk
cd "$OLDPWD"
GK_TEST_DATABASE="postgresql://gk@127.0.0.1:$port/gk" "$@"
