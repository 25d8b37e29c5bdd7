#!/bin/sh
# The Python side: .venv with exactly the versions of pyproject.toml and setup/constraints.txt.
# python.sh runtime: what the program needs. python.sh dev: also linters and test tools.
# Does nothing, and needs no network, when all of it is there already.
set -eu
cd "$(dirname "$0")/.."
. setup/common.sh

what=${1:-runtime}
case $what in
    runtime) extras=postgresql ;;
    dev) extras=dev ;;
    *) die "python.sh takes runtime or dev, not $what" ;;
esac

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        if have "$candidate" && new_enough "$candidate"; then
            printf '%s' "$candidate"
            return 0
        fi
    done
    return 1
}

# What decides the contents of the environment: versions, extras, the command's name.
wanted() {
    cat setup/constraints.txt
    .venv/bin/python - <<'PY'
import sys
import tomllib
from pathlib import Path

told = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
project = told["project"]
print(sys.version, Path.cwd(), told["build-system"])
print(project["dependencies"], project["optional-dependencies"], project["scripts"])
PY
}

if ! [ -x .venv/bin/python ] || ! new_enough .venv/bin/python; then
    if ! python=$(find_python); then
        if have apt-get && ! have python3; then
            apt_install "the Python side" python3 python3-venv
        fi
        python=$(find_python) || die "Python 3.11 or newer was not found (Debian 12 and 13 and Ubuntu 24.04 have it as python3)"
    fi
    if ! can_make_venv "$python"; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        if [ "$(command -v "$python")" = /usr/bin/python3 ]; then
            apt_install "the Python environment" python3-venv
        else
            apt_install "the Python environment" "python$version-venv"
        fi
        can_make_venv "$python" || die "$python cannot make environments: its module ensurepip is missing"
    fi
    say "making .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv
fi

# The tools of dev are a superset: whoever has them has the runtime too.
now=$(wanted)
for stamp in .venv/.oroforms-dev ".venv/.oroforms-$what"; do
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ]; then
        say "Python side: ready (.venv)"
        exit 0
    fi
done

say "installing the Python packages ($what) into .venv; takes a minute or two the first time"
for try in 1 2 3; do
    if quietly pip.log .venv/bin/python -m pip install --no-input --disable-pip-version-check \
        --progress-bar off -c setup/constraints.txt -e ".[$extras]"; then
        rm -f .venv/.oroforms-*
        printf '%s\n' "$now" >".venv/.oroforms-$what"
        say "Python side: done"
        exit 0
    fi
    [ "$try" = 3 ] || { say "pip failed, trying again"; sleep $((try * 5)); }
done
give_up pip.log "the Python packages could not be installed"
