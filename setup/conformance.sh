#!/bin/sh
# The independent judges: veraPDF and the European Commission's validator for signatures (DSS),
# with a Java that runs them; poppler's pdfsig and qpdf. Does nothing, and needs no network, when
# all of it is there already.
set -eu
cd "$(dirname "$0")/.."
. setup/common.sh

jars=.setup/conformance
now=$(cat conformance/pom.xml)

if ! have java || ! have javac || ! have pdfsig || ! have qpdf; then
    have apt-get || die "the judges need a Java development kit (17 or newer), pdfsig and qpdf"
    apt_install "the judges" poppler-utils qpdf
    # Java may come from elsewhere than Debian, and then must not be installed beside.
    have javac || apt_install "the judges" default-jdk-headless
fi
if [ -f "$jars/.complete" ] && [ "$(cat "$jars/.complete")" = "$now" ]; then
    say "judges: ready"
    exit 0
fi

have mvn || apt_install "fetching the judges" maven
say "fetching the judges' Java programs (40 MB); takes a minute or two the first time"
rm -rf "$jars"
for try in 1 2 3; do
    # -U: what a mirror lacked a moment ago may be there now.
    if quietly maven.log mvn -q -B -U -f conformance/pom.xml dependency:copy-dependencies \
        -DoutputDirectory="$PWD/$jars" -DincludeScope=runtime; then
        printf '%s\n' "$now" >"$jars/.complete"
        say "judges: ready"
        exit 0
    fi
    [ "$try" = 3 ] || { say "Maven failed, trying again"; sleep $((try * 5)); }
done
give_up maven.log "the judges' Java programs could not be fetched"
