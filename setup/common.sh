# Sourced by the other scripts here: words, root rights, apt.
# Plain POSIX sh; the caller has set -eu and stands in the project's folder.

export DEBIAN_FRONTEND=noninteractive
mkdir -p .setup

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
if [ ! -t 1 ] || [ -n "${NO_COLOR:-}" ]; then
    say() { printf '==> %s\n' "$*"; }
fi

die() {
    printf 'Stopped: %s\n' "$*" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif have sudo; then
        sudo DEBIAN_FRONTEND=noninteractive "$@"
    else
        die "installing packages needs root rights, and sudo is not here. As root, run: $*"
    fi
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# quietly LOG COMMAND…: the output goes to .setup/LOG.
quietly() {
    log=.setup/$1
    shift
    "$@" >"$log" 2>&1 </dev/null
}

# give_up LOG REASON: the last words of what failed, and the reason.
give_up() {
    tail -n 25 ".setup/$1" >&2
    die "$2; the whole output is in .setup/$1"
}

apt() {
    as_root apt-get -q -y -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@"
}

# apt-get update exits 0 on a failed fetch; what cannot be fetched shows at the install.
apt_refresh() {
    [ -z "${apt_is_fresh:-}" ] || return 0
    apt_is_fresh=yes
    quietly apt-update.log apt update || say "package lists could not be refreshed; using those that are here"
}

# apt_install PURPOSE PACKAGE…: those that are not here yet.
apt_install() {
    purpose=$1
    shift
    missing=
    for package; do
        installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    have apt-get || die "$purpose needs:$missing. There is no apt-get here; install them by hand."
    say "installing for $purpose:$missing"
    # shellcheck disable=SC2086  # the list is meant to be split
    apt_get $missing
}

# apt_get [-t SUITE] PACKAGE…: installs or renews, without recommended packages.
apt_get() {
    apt_refresh
    for try in 1 2 3; do
        if quietly apt-install.log apt install --no-install-recommends "$@"; then
            return 0
        fi
        [ "$try" = 3 ] || { say "apt-get failed, trying again"; sleep $((try * 5)); }
    done
    give_up apt-install.log "packages could not be installed: $*"
}
