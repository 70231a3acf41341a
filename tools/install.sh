# Makes .venv and installs a hashed lock into it: `sh tools/install.sh requirements.txt .venv/run`.
# With uv in seconds; with pip, in a minute or two, where uv cannot run. The second argument is the stamp file.
set -eu
lock=$1
stamp=$2
unset PYTHONDONTWRITEBYTECODE || true

say() { printf '%s\n' "$*" >&2; }

find_python() {
    for candidate in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    say "Roundhouse needs Python 3.11 or later. Install it, or name it: make run PYTHON=/path/to/python3"
    exit 1
}

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        say "This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv"
        exit 1
    fi
    rm -rf .venv
    "$python" -m venv .venv
fi

wanted=$(.venv/bin/python -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$lock")
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    touch "$stamp"
    exit 0
fi

say "Installing $lock into .venv"
pip() { .venv/bin/python -m pip --quiet --disable-pip-version-check "$@"; }
if [ -x .venv/bin/uv ] || pip install --require-hashes -r tools/uv.txt; then
    VIRTUAL_ENV="$PWD/.venv" .venv/bin/uv --quiet pip install --require-hashes -r "$lock" ||
        { say "uv could not install the lock; trying pip, which takes longer"; pip install --require-hashes -r "$lock"; }
else
    say "uv could not be installed; using pip, which takes longer"
    pip install --require-hashes -r "$lock"
fi
printf '%s\n' "$wanted" > "$stamp"
