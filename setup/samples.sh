#!/bin/sh
# Programs that fill in and print the sample forms. Only whoever makes the samples anew needs them:
# the files themselves are in the repository.
set -eu
cd "$(dirname "$0")/.."
. setup/common.sh

have apt-get || die "the samples are made with Debian's packages, and there is no apt-get here"
apt_install "making the samples" libreoffice-draw mupdf-tools qpdf pdftk-java ghostscript maven
# Java and Node may come from elsewhere than Debian, and then must not be installed beside.
have javac || apt_install "making the samples" default-jdk-headless
have npm || apt_install "making the samples" nodejs npm

say "JavaScript programs: npm install"
quietly npm.log npm install --prefix samples/make --no-package-lock --no-audit --no-fund ||
    give_up npm.log "the JavaScript programs could not be installed"

for artifact in org.apache.pdfbox:pdfbox:3.0.5 com.github.librepdf:openpdf:2.0.3; do
    say "Java programs: $artifact"
    quietly maven.log mvn -q -B dependency:get -Dartifact="$artifact" ||
        give_up maven.log "$artifact could not be fetched"
done
