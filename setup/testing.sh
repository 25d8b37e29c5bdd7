#!/bin/sh
# Outside programs that only the tests use: a PostgreSQL server, and the third-party programs that
# fill, join, lock and show PDFs.
set -eu
cd "$(dirname "$0")/.."
. setup/common.sh

have apt-get || { say "no apt-get here: tests whose program is missing will say so"; exit 0; }
# pdfium draws letters that a form font lacks in the fonts of the machine, as at any desk.
apt_install "the tests" postgresql qpdf pdftk-java ghostscript mupdf-tools poppler-utils \
    fonts-noto-core
# The review page is answered in a browser. Ubuntu has none as a package of its own.
if ! have chromium; then
    apt_refresh
    ! apt-cache show chromium >/dev/null 2>&1 || apt_install "the tests" chromium
fi
sh setup/conformance.sh
say "test programs: ready"
