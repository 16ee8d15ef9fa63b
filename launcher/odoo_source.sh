# shellcheck shell=bash
# Odoo 19: from ODOO_PATH, else from Debian's package, else from Odoo's own git.

ODOO_DIR=$DEALER_HOME/odoo
ODOO_GIT=https://github.com/odoo/odoo.git
APT_TEMPLATE=/usr/share/python-apt/templates/Debian.info
# Odoo's Debian package links to files of these. The two fonts after the slash are
# taken from an older suite: newer packages moved the files that Odoo links to.
ODOO_PACKAGES="odoo-19 libjs-jquery libjs-jquery-form libjs-underscore
    fonts-montserrat fonts-roboto-unhinted fonts-ocr-b
    fonts-font-awesome/bookworm fonts-inconsolata/bookworm"

# The folder that goes on Python's path: it holds the package "odoo".
odoo_path() { cat "$DEALER_HOME/odoo.path" 2>/dev/null || true; }

# Every folder with addons of Odoo itself: one in Debian's layout, two in a checkout.
odoo_addons_path() {
    local path
    path=$(odoo_path)
    [ -d "$path/.git" ] || [ -e "$path/odoo-bin" ] && printf '%s,' "$path/addons"
    printf '%s' "$path/odoo/addons"
}

# odoo_version FOLDER: for example 19.0; nothing when it is no Odoo.
odoo_version() {
    sed -n 's/^version_info = (\([0-9]*\), *\([0-9]*\),.*/\1.\2/p' \
        "$1/odoo/release.py" 2>/dev/null
}

odoo_ready() {
    local path
    path=$(odoo_path)
    [ -n "$path" ] && [ -e "$path/odoo/release.py" ] || return 1
    [ -z "${ODOO_PATH:-}" ] || [ "$path" = "$(cd "$ODOO_PATH" && pwd -P)" ] || return 1
    note "$(cat "$STAMPS/odoo")"
}

odoo_get() {
    if [ -n "${ODOO_PATH:-}" ]; then
        odoo_from_path
    elif odoo_from_debian; then
        :
    else
        echo "Debian's package could not be had (above); trying Odoo's own source."
        odoo_from_git
    fi
}

# odoo_taken FOLDER WHAT: check it, and note it for all other parts.
odoo_taken() {
    local version
    version=$(odoo_version "$1")
    if [ "$version" != 19.0 ]; then
        echo "There is no Odoo 19.0 in $1 (found: ${version:-no odoo/release.py})."
        return 1
    fi
    printf '%s\n' "$1" >"$DEALER_HOME/odoo.path.new"
    mv "$DEALER_HOME/odoo.path.new" "$DEALER_HOME/odoo.path"
    stamp_set odoo "$2"
    note "$2"
}

odoo_from_path() {
    local path
    [ -d "$ODOO_PATH" ] || { echo "ODOO_PATH=$ODOO_PATH is no folder."; return 1; }
    path=$(cd "$ODOO_PATH" && pwd -P)
    odoo_taken "$path" "19.0 from ODOO_PATH $path"
}

odoo_from_debian() {
    local work=$DEALER_HOME/odoo.new version
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 1
    rm -rf "$work"
    mkdir -p "$work/debs"
    private_apt_sources || return 1
    # Not an error handler's business: the caller tries the next source.
    private_apt update || return 1
    # shellcheck disable=SC2086 # a list of words
    (cd "$work/debs" && private_apt download $ODOO_PACKAGES) || return 1
    version=$(dpkg-deb -f "$work"/debs/odoo-19_*.deb Version) || return 1
    local deb
    for deb in "$work"/debs/*.deb; do
        dpkg-deb -x "$deb" "$work" || return 1
    done
    rm -rf "$work/debs"
    finish_debian_tree "$work" || return 1
    rm -rf "$ODOO_DIR"
    mv "$work" "$ODOO_DIR" || return 1
    odoo_taken "$ODOO_DIR/usr/lib/python3/dist-packages" "Debian's odoo-19 $version"
}

# Debian's own mirror: this machine's if it runs Debian, else what apt's template says.
debian_mirror() {
    local mirror=${DEALER_DEBIAN_MIRROR:-}
    if [ -z "$mirror" ] && ! is_ubuntu; then
        mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
            grep '/debian/*$' | head -n 1) || true
    fi
    if [ -z "$mirror" ]; then
        mirror=$(sed -n 's/^BaseURI: *//p' "$APT_TEMPLATE" 2>/dev/null | head -n 1) || true
    fi
    printf '%s' "$mirror"
}

# apt works on lists and sources of its own below the home: the machine's are not
# touched, and a release is believed only when Debian's archive key signed it.
private_apt_sources() {
    local mirror suite
    mirror=$(debian_mirror)
    if [ -z "$mirror" ]; then
        echo "No Debian mirror known: set DEALER_DEBIAN_MIRROR to its address."
        return 1
    fi
    APT_HOME=$DEALER_HOME/apt
    mkdir -p "$APT_HOME/lists/partial" "$APT_HOME/cache/archives/partial" "$APT_HOME/parts"
    : >"$APT_HOME/status"
    for suite in sid bookworm; do
        echo "deb [signed-by=$DEBIAN_KEYRING] $mirror $suite main"
    done >"$APT_HOME/sources.list"
    cat "$APT_HOME/sources.list"
}

private_apt() {
    local sandbox=()
    # The unprivileged user of apt's downloads may not be able to enter the home.
    ! is_root || sandbox=(-o APT::Sandbox::User=root)
    apt-get -q \
        -o Dir::Etc::SourceList="$APT_HOME/sources.list" \
        -o Dir::Etc::SourceParts="$APT_HOME/parts" \
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts="$APT_HOME/parts" \
        -o Dir::State::Lists="$APT_HOME/lists" -o Dir::State::status="$APT_HOME/status" \
        -o Dir::Cache="$APT_HOME/cache" \
        -o APT::Update::Error-Mode=any -o Acquire::Languages=none \
        -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false \
        -o APT::Get::AllowUnauthenticated=false -o APT::Default-Release=sid \
        "${sandbox[@]}" "$@"
}

# Make the extracted packages stand alone: nothing may point out of the tree.
finish_debian_tree() {
    local tree=$1 packages=$1/usr/lib/python3/dist-packages link target library
    # A second copy of the addons and of the documentation: half of the size.
    rm -rf "$packages/addons" "$packages/doc" "$packages/setup"
    # Debian leaves this file out (its source is not free); Odoo loads it by name.
    library=$packages/odoo/addons/mail/static/lib/selfie_segmentation
    mkdir -p "$library"
    [ -e "$library/selfie_segmentation.js" ] ||
        echo "// Background blur in video calls: not part of Debian's package." \
            >"$library/selfie_segmentation.js"
    while IFS= read -r link; do
        target=$(readlink "$link")
        ln -sfn "$(realpath -m --relative-to="$(dirname "$link")" "$tree$target")" "$link"
    done < <(find "$tree" -type l -lname '/*')
    if find "$tree" -xtype l | grep .; then
        echo "The links above point to files that none of these packages has:"
        echo "$ODOO_PACKAGES"
        return 1
    fi
}

odoo_from_git() {
    local work=$DEALER_HOME/odoo.new
    if ! command -v git >/dev/null; then
        echo "git is missing (apt-get install git), or set ODOO_PATH to an Odoo 19 folder."
        return 1
    fi
    rm -rf "$work"
    if ! git clone --depth 1 --branch 19.0 "$ODOO_GIT" "$work"; then
        echo "Odoo 19 could not be downloaded. Is there a network? With a copy of Odoo 19"
        echo "on this machine, set ODOO_PATH to its folder and start again."
        return 1
    fi
    rm -rf "$ODOO_DIR"
    mv "$work" "$ODOO_DIR"
    odoo_taken "$ODOO_DIR" "19.0 from git, $(git -C "$ODOO_DIR" log -1 --format='%h of %cs')"
}
