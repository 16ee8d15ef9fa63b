# shellcheck shell=bash
# The Python environment: Odoo's and our requirements, and Odoo itself by a .pth file.

REQUIREMENTS=$ROOT/requirements.txt

# requirements runtime|development: the lines above or below the marker comment.
requirements() {
    local marker='^# development'
    case $1 in
        runtime) sed "/$marker/,\$d" "$REQUIREMENTS" ;;
        development) sed -n "/$marker/,\$p" "$REQUIREMENTS" ;;
    esac
}

# venv_key runtime|development: what the environment was made from.
venv_key() {
    { requirements "$1"; odoo_path; } | hash_text
}

venv_ready() {
    [ -x "$PYTHON" ] && "$PYTHON" -c '' 2>/dev/null && stamp_is "venv_$1" "$(venv_key "$1")" &&
        note "$("$PYTHON" -V)"
}

venv_make() {
    local python
    # An environment that was not finished is made anew: pip may have left halves.
    if ! { [ -x "$PYTHON" ] && "$PYTHON" -c '' 2>/dev/null && [ -e "$STAMPS/venv" ]; }; then
        stamp_drop venv
        rm -rf "$VENV"
        python=$(python_for_venv) ||
            { echo "No Python 3.11-3.13 with venv was found."; return 1; }
        "$python" -m venv "$VENV"
    fi
    stamp_drop venv
    stamp_drop "venv_$1"
    odoo_path >"$("$PYTHON" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/dealer-odoo.pth"
    requirements "$1" >"$RUN/requirements-$1.txt"
    "$PYTHON" -m pip install --quiet --no-input --disable-pip-version-check \
        --prefer-binary -r "$RUN/requirements-$1.txt"
    "$PYTHON" -c 'import odoo.release, lxml, psycopg2, werkzeug'
    stamp_set venv made
    stamp_set "venv_$1" "$(venv_key "$1")"
    note "$("$PYTHON" -V)"
}
