#!/bin/sh
# The whole circle on sample files: import first, scans among them; then one PDF.
set -eu
cd "$(dirname "$0")/.."
. setup/common.sh

sh setup/python.sh runtime
sh setup/scanning.sh

folder=out/demo
rm -rf "$folder"
mkdir -p "$folder"
export OROFORMS_CASE_FILE="$folder/casefile.db"
oroforms=.venv/bin/oroforms

# oroforms exits 6 when something waits for review: in the demo that is what should be seen.
run() {
    printf '\n'
    say "oroforms $*"
    "$oroforms" "$@" || { code=$?; [ "$code" -eq 6 ] || die "oroforms ended with code $code"; }
}

# first LIST KEY: the first entry's KEY of a list that oroforms gives as JSON; empty if there is none.
first() {
    "$oroforms" "$1" list --json | .venv/bin/python -c \
        'import json, sys; print(next((entry[sys.argv[1]] for entry in json.load(sys.stdin)), ""))' "$2"
}

printf '\n'
inbox=samples/returned
say "an inbox of $(find "$inbox" -type f | wc -l) returned sample forms, made by other programs: $inbox"
say "a fresh case file that knows which forms the office had sent out: $OROFORMS_CASE_FILE"
.venv/bin/python -m samples.seed "$OROFORMS_CASE_FILE"

run import "$inbox"
case=$(first case case)
[ -z "$case" ] || run case show "$case"
item=$(first review submission)
[ -z "$item" ] || run review show "$item"

printf '\n'
sh setup/rendering.sh
run fill orosanmalan "$inbox/anmalan-akut.pdf" -o "$folder/orosanmalan.pdf"

printf '\n'
say "the case file:           $OROFORMS_CASE_FILE"
say "the finished document:   $folder/orosanmalan.pdf"
say "to look around yourself: export OROFORMS_CASE_FILE=$OROFORMS_CASE_FILE; .venv/bin/oroforms --help"
