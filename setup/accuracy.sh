#!/bin/sh
# What `make accuracy` and its short form in the tests need: the fonts that other programs type
# with, and handwriting. Nothing of it is part of oroforms or of its repository.
set -eu
cd "$(dirname "$0")/.."
. setup/common.sh

if have apt-get; then
    apt_install "simulated forms" fonts-liberation fonts-dejavu-core fonts-crosextra-carlito \
        libtiff-tools
    have npm || apt_install "simulated forms" nodejs npm
else
    say "no apt-get here: simulated forms need the fonts Liberation, DejaVu and Carlito, and npm"
fi

# The packages hold fonts and strokes as data; nothing of them is run.
hands=.setup/handwriting
if ! cmp -s accuracy/package.json "$hands/package.json" || [ ! -d "$hands/node_modules" ]; then
    mkdir -p "$hands"
    cp accuracy/package.json "$hands/package.json"
    say "handwriting: npm install"
    quietly npm.log npm install --prefix "$hands" --ignore-scripts --no-package-lock --no-audit \
        --no-fund || { rm -f "$hands/package.json"; give_up npm.log "handwriting could not be installed"; }
fi
say "handwriting: ready"
