#!/bin/sh
# What rendering to PDF needs: LibreOffice Writer 24.2 or newer (7.4 of Debian 12 writes no form fields
# from content controls; Debian 12 gets it from its backports).
set -eu
cd "$(dirname "$0")/.."
. setup/common.sh

version_of() { "$1" --version 2>/dev/null | sed -n 's/^LibreOffice \([0-9]*\.[0-9]*\).*/\1/p'; }
new_enough() {
    [ -n "$1" ] && [ "$(printf '%s\n24.2\n' "$1" | sort -t. -k1,1n -k2,2n | head -n 1)" = 24.2 ]
}

program=${OROFORMS_SOFFICE:-soffice}
if have "$program"; then
    version=$(version_of "$program")
    if new_enough "$version"; then
        say "LibreOffice $version: ready"
        exit 0
    fi
    say "LibreOffice ${version:-of unknown version} is here, but 24.2 or newer is needed"
fi

codename() { (. /etc/os-release 2>/dev/null && printf '%s' "${VERSION_CODENAME:-}"); }

# The targets that apt knows: SUITE COMPONENT FILE:NUMBER, whichever way the sources are written.
apt_sources() {
    # shellcheck disable=SC2016  # the names are apt's
    apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(SOURCESENTRY)' 'Created-By: Packages' 2>/dev/null
}

# Backports lie on the same mirror as the release: the machine's own entry is taken over whole
# (address, key, options), and only the suite is another.
add_backports() {
    suite=$1-backports
    if apt_sources | grep -q "^$suite main "; then
        return 0
    fi
    entry=$(apt_sources | sed -n "s/^$1 main //p" | head -n 1)
    [ -n "$entry" ] || die "apt has no source for $1/main, so its backports cannot be found. LibreOffice 24.2 or newer is needed."
    file=${entry%:*}
    number=${entry##*:}
    case $file in
        *.sources)
            target=/etc/apt/sources.list.d/oroforms-backports.sources
            awk -v RS= -v number="$number" 'NR == number' "$file" | awk -v suite="$suite" '
                /^[#]/ { next }
                /^[^ \t]/ { keep = 1 }
                /^[Tt]ypes:/ { print "Types: deb"; keep = 0 }
                /^[Ss]uites:/ { print "Suites: " suite; keep = 0 }
                /^[Cc]omponents:/ { print "Components: main"; keep = 0 }
                keep { print }' >.setup/backports ;;
        *)
            target=/etc/apt/sources.list.d/oroforms-backports.list
            sed -n "${number}p" "$file" |
                sed "s/^\([^#]*[[:space:]]\)$1\([[:space:]]\).*/\1$suite\2main/" >.setup/backports ;;
    esac
    grep -q "$suite" .setup/backports || die "the apt source $entry could not be understood; add $suite by hand and run again"
    say "adding $suite from the machine's own mirror: $target"
    as_root cp .setup/backports "$target"
    as_root chmod 644 "$target"
}

have apt-get || die "LibreOffice 24.2 or newer is needed to make PDFs; install it, or name it in OROFORMS_SOFFICE"
say "PDFs are made with LibreOffice Writer: about 500 MB are now installed from the machine's package sources"
if [ "$(codename)" = bookworm ]; then
    add_backports bookworm
    # Also where 7.4 is here already: then it is renewed.
    apt_get -t bookworm-backports libreoffice-writer
else
    apt_install "making PDFs" libreoffice-writer
fi

hash -r
version=$(version_of soffice)
new_enough "$version" || die "LibreOffice ${version:-(none)} was installed, but 24.2 or newer is needed; name a newer one in OROFORMS_SOFFICE"
say "LibreOffice $version: installed"
