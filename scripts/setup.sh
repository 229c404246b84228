#!/bin/sh
# Makes .venv with exactly what the locks name: for running, evaluating and testing, or with RUNTIME=1 for running alone.
# Does nothing when that is done already.
set -eu
cd "$(dirname "$0")/.."

locks=requirements.lock
[ -n "${RUNTIME:-}" ] || locks="requirements.lock requirements-eval.lock requirements-test.lock"
stamp=.venv/.lock-installed
# Word splitting of $locks is meant, here and below.
if [ -f "$stamp" ] && cat $locks | cmp -s - "$stamp"; then exit 0; fi

step() { printf '  · %s\n' "$1"; }
fail() { printf '\n  %s\n' "$1" >&2; exit 1; }

# Rasa 3.6 runs on Python 3.10: one from PATH, one of pyenv's, or one that uv fetches.
works() { "$1" -c 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1; }
find_python() {
  for candidate in python3.10 python3 python "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python3.10; do
    if works "$candidate"; then printf '%s' "$candidate"; return 0; fi
  done
  if [ ! -x .tools/bin/uv ]; then
    command -v python3 >/dev/null 2>&1 || return 1
    python3 -m venv .tools >/dev/null 2>&1 && .tools/bin/pip install --quiet uv >/dev/null 2>&1 || return 1
  fi
  .tools/bin/uv python install --quiet 3.10 >/dev/null 2>&1 && .tools/bin/uv python find 3.10 2>/dev/null
}

if ! { [ -x .venv/bin/python ] && works .venv/bin/python; }; then
  step "Looking for Python 3.10"
  python=$(find_python) && [ -n "$python" ] || fail "Python 3.10 was not found and could not be fetched. Install it (for instance: pyenv install 3.10) and run this again."
  step "Creating .venv"
  rm -rf .venv
  "$python" -m venv .venv || fail "Creating .venv failed: the Python at $python lacks the venv module (Debian: python3.10-venv)."
fi

log=.venv/setup.log
step "Installing the locked dependencies (about a minute; details in $log)"
uv_line=$(sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements.lock)
.venv/bin/python -m pip install --quiet --disable-pip-version-check "$uv_line" >"$log" 2>&1 \
  || fail "pip could not install $uv_line; $log ends with: $(tail -n 3 "$log")"
# A cold machine fills in hard links; a folder on another disk falls back to copies without a warning. Compiled once here,
# each process starts in less than half the time, also where Python may not write bytecode.
UV_LINK_MODE=copy .venv/bin/uv pip sync --python .venv/bin/python --require-hashes --compile-bytecode $locks >>"$log" 2>&1 \
  || fail "Installing failed. If it says that a compiler is missing, install one (Debian: build-essential). $log ends with: $(tail -n 5 "$log")"
cat $locks >"$stamp"
step "Set up"
