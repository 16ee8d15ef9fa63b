# shellcheck shell=bash
# Debian packages: the only thing that is installed outside the home. We look for
# what we need, not for package names, so that nothing is installed in vain.

DEBIAN_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
BROWSERS="google-chrome chromium chromium-browser google-chrome-stable"

# python_for_venv: the first Python that Odoo 19 and our packages run on and that
# can make a virtual environment.
python_for_venv() {
    local candidate
    for candidate in "${DEALER_PYTHON:-}" /usr/bin/python3 python3 \
        python3.13 python3.12 python3.11; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys, venv, ensurepip
sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

# A browser that answers: Ubuntu's chromium package is only a stub for a snap.
find_browser() {
    local name
    for name in "${CHROME_BIN:-}" $BROWSERS; do
        [ -n "$name" ] || continue
        if timeout 20 "$name" --version 2>/dev/null | grep 'Chrom' >/dev/null; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

is_ubuntu() { grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; }
is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# missing_packages [test]: what has to be installed, one a line.
missing_packages() {
    python_for_venv >/dev/null || say python3-venv
    pg_bin >/dev/null || say postgresql
    if [ -z "${ODOO_PATH:-}" ] && ! odoo_ready; then
        [ -r "$DEBIAN_KEYRING" ] || say debian-archive-keyring
        # On Ubuntu this package knows Debian's own mirror.
        ! is_ubuntu || [ -e "$APT_TEMPLATE" ] || say python-apt-common
    fi
    # Odoo's reports become PDF documents by this; without it they stay HTML.
    command -v wkhtmltopdf >/dev/null || say "?wkhtmltopdf"
    # (Not "grep -q": it would stop reading, and under pipefail that is an error.)
    fc-list 2>/dev/null | grep -i 'cjk\|wqy\|droid.*fallback' >/dev/null || say "?fonts-noto-cjk"
    if [ "${1:-}" = test ] && ! is_ubuntu; then
        find_browser >/dev/null || say chromium
    fi
}

apt_has() { LC_ALL=C apt-cache policy "$1" 2>/dev/null | grep 'Candidate: [^(]' >/dev/null; }

run_as_root() {
    if is_root; then "$@"; else sudo "$@"; fi
}

apt_run() {
    run_as_root env DEBIAN_FRONTEND=noninteractive apt-get -q "$@"
}

# May we install? Asked once, before anything is changed.
may_install() {
    local by="as root"
    is_root || by="with sudo"
    if [ -n "$ASSUME_YES" ]; then
        say "Installing Debian packages: $*"
    elif is_interactive; then
        say "These Debian packages are missing: $*"
        ask "Install them $by?" || die "Nothing was installed. By hand: apt-get install $*"
    elif is_root; then
        say "Nobody to ask (no terminal), and we are root: installing $*"
    else
        die "These Debian packages are missing: $*. Run: sudo apt-get install $* - or start again with --yes."
    fi
    is_root || command -v sudo >/dev/null ||
        die "There is no sudo here. Run as root: apt-get install $*"
}

# install_packages [test]: ask, then install what is missing.
install_packages() {
    local wanted=() optional=() missing name
    # Assigned first: an error inside "for name in $(...)" would go unnoticed.
    missing=$(missing_packages "${1:-}")
    for name in $missing; do
        case $name in
            \?*) optional+=("${name#\?}") ;;
            *) wanted+=("$name") ;;
        esac
    done
    # What is only nice to have was offered once; a "no" from apt is final.
    if [ ${#optional[@]} -gt 0 ] && ! stamp_is packages_optional "${optional[*]}"; then
        wanted+=("${optional[@]}")
    fi
    if [ ${#wanted[@]} -eq 0 ]; then
        return 0
    fi
    command -v apt-get >/dev/null ||
        die "This machine has no apt-get. Install these programs by hand: ${wanted[*]}"
    may_install "${wanted[@]}"
    # A sudo password is asked for here, where the user can see the question.
    is_root || sudo -v || die "sudo was refused."
    step "Debian packages" false apt_install "${wanted[@]}"
    stamp_set packages_optional "${optional[*]}"
}

apt_install() {
    local name names=() left=()
    ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 || apt_run update
    for name in "$@"; do
        if apt_has "$name"; then
            names+=("$name")
        else
            case $name in
                wkhtmltopdf | fonts-noto-cjk) left+=("$name") ;;
                *) names+=("$name") ;;
            esac
        fi
    done
    note "${names[*]}${left[*]:+; not offered by this release: ${left[*]}}"
    [ ${#names[@]} -gt 0 ] || return 0
    apt_run install -y --no-install-recommends "${names[@]}" || {
        # Package lists that are too old name files that are gone.
        apt_run update
        apt_run install -y --no-install-recommends "${names[@]}"
    }
}

# Odoo looks for a browser by fixed names on the PATH: give it the one we found.
need_browser() {
    local browser
    browser=$(find_browser) ||
        die "The browser tests need Chromium or Google Chrome. On Ubuntu the chromium" \
            "package is only a snap: install Google Chrome's .deb, or set CHROME_BIN" \
            "to a Chromium or Chrome program."
    mkdir -p "$RUN/browser"
    ln -sfn "$(readlink -f "$browser")" "$RUN/browser/google-chrome"
    export PATH="$RUN/browser:$PATH"
}
