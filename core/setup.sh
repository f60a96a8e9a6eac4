#!/usr/bin/env bash
# Makes .venv with the pinned dependencies. Says what is missing in one line and ends with status 1.
set -u
python="${PYTHON:-python3}"
fail() { printf 'chiso: %s\n' "$*" >&2; exit 1; }

command -v "$python" >/dev/null 2>&1 || fail "'$python' was not found: install Python 3.11 or newer, or name one: make demo PYTHON=/path/to/python3.11"
version=$("$python" -c 'import platform; print(platform.python_version())' 2>/dev/null)
[ -n "$version" ] || fail "'$python' cannot be run: name another Python, 3.11 or newer: make demo PYTHON=python3.12"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "Python 3.11 or newer is needed, '$python' is $version: name a newer one: make demo PYTHON=python3.12"
"$python" -c 'import ensurepip, venv' 2>/dev/null || fail "'$python' lacks the venv module (on Debian: apt install python3-venv)"
free_mb=$(df -Pm . | awk 'NR==2 {print $4}')
[ "${free_mb:-0}" -ge 2000 ] || fail "less than 2 GB free on this disk (${free_mb} MB): the dependencies need about 1.5 GB"

[ -t 1 ] && echo "Setting up .venv (once, some minutes) …" || echo "Setting up .venv"
[ -x .venv/bin/python ] || "$python" -m venv .venv || fail "could not make .venv (is the disk full or read-only?)"
log=$(mktemp)
if ! .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock >"$log" 2>&1; then
  tail -n 5 "$log" >&2
  grep -qiE 'no space left' "$log" && fail "the disk is full"
  grep -qiE 'connection|resolve|timed out|retries' "$log" && fail "no package index was reached: check the network, or point pip at a mirror (PIP_INDEX_URL)"
  fail "the dependencies could not be installed (the full log: $log)"
fi
rm -f "$log"
