#!/bin/sh
# What reading scans needs besides Python: Tesseract with Swedish, and the languages of families
# whose alphabets call for it. opencv-python-headless and zxing-cpp bring their libraries along.
set -eu
cd "$(dirname "$0")/.."
. setup/common.sh

if have apt-get; then
    apt_install "reading scans" tesseract-ocr tesseract-ocr-swe tesseract-ocr-eng \
        tesseract-ocr-fin tesseract-ocr-pol tesseract-ocr-rus tesseract-ocr-ukr \
        tesseract-ocr-ara tesseract-ocr-fas
elif ! have tesseract; then
    say "no apt-get here: install Tesseract 5 with the language swe by hand; typed text in scans waits for review until then"
fi
say "scans: ready"
