#!/usr/bin/env bash
# A throw-away PostgreSQL for the tests, in target/pg, on a free port of the loopback address.
#
#   tests/postgres.sh start   starts it if it is not running, and prints its URL
#   tests/postgres.sh url     prints its URL, or fails when it is not running
#   tests/postgres.sh stop    stops it and removes its files
#
# Every durability setting is left as PostgreSQL ships it, because the program refuses a server that has
# fsync or synchronous_commit switched off. Nobody but this machine can reach it, and it holds invented data only.
set -euo pipefail

root="$(cd "$(dirname "$0")/.." && pwd)"
target="${CARGO_TARGET_DIR:-$root/target}"
home="$target/pg"
owner=showroom

# The folder with initdb and pg_ctl: the newest that Debian installed, or what is on the PATH.
binaries() {
  local found
  found="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)"
  if [ -n "$found" ] && [ -x "$found/initdb" ]; then echo "$found"; return; fi
  if command -v initdb >/dev/null; then dirname "$(readlink -f "$(command -v initdb)")"; return; fi
  echo "PostgreSQL's initdb is not installed. ./test installs it, or: apt-get install postgresql" >&2
  return 1
}

# initdb refuses to run as root: then the cluster belongs to an unprivileged user.
as_owner() {
  if [ "$(id -u)" -ne 0 ]; then "$@"; return; fi
  (cd / && runuser -u "$(unprivileged)" -- "$@")
}

unprivileged() { if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi; }

# Where the cluster lives. A checkout below a private home cannot be entered by another user; then it goes to /tmp.
choose_place() {
  mkdir -p "$home"
  local place="$home/cluster"
  if [ "$(id -u)" -eq 0 ]; then
    mkdir -p "$place"
    chown "$(unprivileged)" "$place"
    if ! as_owner test -w "$place"; then
      rmdir "$place"
      place="$(mktemp -d /tmp/showroom-pg.XXXXXX)"
      chown "$(unprivileged)" "$place"
    fi
  else
    mkdir -p "$place"
  fi
  chmod 700 "$place"
  echo "$place" > "$home/place"
}

place() { cat "$home/place" 2>/dev/null || true; }

running() {
  local here; here="$(place)"
  [ -n "$here" ] && [ -f "$home/port" ] && as_owner "$(binaries)/pg_ctl" -D "$here/data" status >/dev/null 2>&1
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

url() { echo "postgres://$owner@127.0.0.1:$(cat "$home/port")/postgres"; }

start() {
  if running; then url; return; fi
  remove
  choose_place
  local here bin port; here="$(place)"; bin="$(binaries)"; port="$(free_port)"
  as_owner "$bin/initdb" -D "$here/data" -U "$owner" -A trust -E UTF8 --locale=C >"$home/initdb.log" 2>&1 \
    || { cat "$home/initdb.log" >&2; return 1; }
  as_owner "$bin/pg_ctl" -D "$here/data" -l "$here/server.log" -w -t 60 \
    -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='' -c max_connections=200 -c shared_buffers=64MB -c max_wal_size=256MB" \
    start >"$home/start.log" 2>&1 8>&- 9>&- </dev/null \
    || { cat "$home/start.log" >&2; as_owner cat "$here/server.log" >&2 || true; return 1; }
  echo "$port" > "$home/port"
  url
}

remove() {
  local here; here="$(place)"
  case "$here" in
    "$home"/cluster | /tmp/showroom-pg.*) rm -rf "$here" ;;
  esac
  rm -rf "$home"
}

stop() {
  if running; then as_owner "$(binaries)/pg_ctl" -D "$(place)/data" -m immediate -w stop >/dev/null; fi
  remove
}

case "${1:-}" in
  start) start ;;
  stop) stop ;;
  url) if running; then url; else echo "The test server is not running; tests/postgres.sh start starts it." >&2; exit 1; fi ;;
  *) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
