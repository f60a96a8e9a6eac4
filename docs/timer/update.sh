#!/usr/bin/env bash
# One regular run: crawl, parse, extract, build, verify, swap the database in, export. It stops at the first step that fails;
# the last good DATA/chiso.db and DATA/export then stay as they are, and the next run goes on from the archive.
#
#   CHISO_CONTACT=you@example.org bash docs/timer/update.sh PORTAL...     (arguments: those of `python -m crawler crawl`)
#   DATA=/path/to/data                                                    (default: data/live of the project)
#
# Leaves: DATA/chiso.db (verified), DATA/chiso.previous.db (the one before), DATA/chiso.rejected.db (built, but `verify` found
# something), DATA/export, DATA/update.status (when, which step, which exit status).
# Exit status: that of the step that failed; 2 for wrong use; 75 where another run is at work.
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
python=${PYTHON:-$project/.venv/bin/python}
data=${DATA:-$project/data/live}
if [ $# -eq 0 ]; then
  printf 'usage: update.sh PORTAL... (ids of crawler/portals/*.yml; DATA and CHISO_CONTACT from the environment)\n' >&2
  exit 2
fi
mkdir -p "$data"
data=$(cd "$data" && pwd)
cd "$project"

exec 9>"$data/update.lock"
if ! flock --nonblock 9; then
  printf 'chiso: another update is at work on %s\n' "$data" >&2
  exit 75
fi

step=start
finish() {
  local status=$?
  printf 'time=%s step=%s status=%s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$step" "$status" >"$data/update.status"
  if [ "$status" -ne 0 ]; then
    printf 'chiso: %s failed with status %s; chiso.db is the one before\n' "$step" "$status" >&2
  fi
  exit "$status"
}
trap finish EXIT
begin() { step=$1; printf '== %s %s\n' "$(date -u +%H:%M:%S)" "$step"; }

begin crawl
"$python" -m crawler crawl --data "$data" "$@"
begin parse
"$python" -m crawler parse --archive --data "$data"
begin facts
"$python" -m extract facts --data "$data"
begin build
"$python" -m extract build --data "$data" --database "$data/chiso.next.db"
begin verify
if ! "$python" -m extract verify --data "$data" --database "$data/chiso.next.db"; then
  mv -f "$data/chiso.next.db" "$data/chiso.rejected.db"
  exit 1
fi
begin swap
# A link, then a rename: at every moment there is a whole chiso.db.
if [ -e "$data/chiso.db" ]; then
  ln -f "$data/chiso.db" "$data/chiso.previous.db"
fi
mv -f "$data/chiso.next.db" "$data/chiso.db"
rm -f "$data/chiso.rejected.db"
begin export
"$python" -m extract export "$data/export" --database "$data/chiso.db"
step=done
