# shellcheck shell=bash
# ./dealer lint: every check, all findings, one summary.

# Odoo's own rewriting scripts, run dry: a file that one of them would change is outdated.
UPGRADE_SCRIPTS="17.5-01-tree-to-list 18.1-00-sql-constraint 18.1-02-route-jsonrpc
    18.5-00-deprecated-properties 18.5-00-domain-dynamic-dates"

help_lint() {
    cat <<'HELP'
./dealer lint [--fix] [--yes]

Runs all checks and shows every finding: ruff (rules and format), pylint-odoo,
oca-checks-odoo-module, oca-checks-po, Odoo's own upgrade_code (dry run), shellcheck
for the launcher, and the conventions of tests/test_conventions.py.

  --fix    let ruff repair and format what it can first
HELP
}

cmd_lint() {
    local fix=
    while [ $# -gt 0 ]; do
        case $1 in
            --fix) fix=1 ;;
            --yes | -y) ASSUME_YES=1 ;;
            *) die "lint does not know \"$1\". See ./dealer lint --help" ;;
        esac
        shift
    done
    say "Dealer lint"
    prepare_lint
    unlock_home
    cd "$ROOT" || exit
    export RUFF_CACHE_DIR=$DEALER_HOME/cache/ruff
    if [ -n "$fix" ]; then lint_fix; fi
    lint_all
}

# The checks need no database.
prepare_lint() {
    open_home
    lock_home
    install_packages
    step "Odoo 19" odoo_ready odoo_get
    step "Python packages" venv_ready venv_make runtime
    step "Python packages for tests" venv_ready venv_make development
}

lint_folders() {
    local folder
    for folder in addons tests bench docs launcher; do
        [ ! -d "$folder" ] || say "$folder"
    done
}

lint_addons() { find addons -maxdepth 2 -name __manifest__.py -printf '%h\n' | sort; }

lint_fix() {
    # shellcheck disable=SC2046 # a list of words
    "$VENV/bin/ruff" check --quiet --fix $(lint_folders) || true
    # shellcheck disable=SC2046
    "$VENV/bin/ruff" format --quiet $(lint_folders)
}

# check TITLE COMMAND...: run it, show its output only when it finds something.
check() {
    local title=$1 output=$RUN/lint.$$ started=$SECONDS
    shift
    if "$@" >"$output" 2>&1; then
        printf '  %-34s ok (%s s)\n' "$title" $((SECONDS - started))
    else
        FINDINGS+=("$title")
        printf '  %-34s FAILED\n' "$title"
        sed 's/^/    /' "$output"
    fi
    rm -f "$output"
}

lint_all() {
    local folders addons
    mapfile -t folders < <(lint_folders)
    mapfile -t addons < <(lint_addons)
    FINDINGS=()
    check "ruff check" "$VENV/bin/ruff" check --quiet "${folders[@]}"
    check "ruff format" "$VENV/bin/ruff" format --check --quiet "${folders[@]}"
    if [ ${#addons[@]} -gt 0 ]; then
        check "pylint-odoo" lint_pylint "${addons[@]}"
        check "oca-checks-odoo-module" "$VENV/bin/oca-checks-odoo-module" "${addons[@]}"
        check "oca-checks-po" lint_po
        check "odoo upgrade_code" lint_upgrade_code
    fi
    check "shell scripts" lint_shell
    check "conventions" "$PYTHON" -m pytest -q -p no:odoo -o cache_dir="$DEALER_HOME/cache/pytest" \
        tests/test_conventions.py
    say ""
    if [ ${#FINDINGS[@]} -gt 0 ]; then
        die "findings in: $(printf '%s, ' "${FINDINGS[@]}" | sed 's/, $//')"
    fi
    say "Lint: no findings."
}

# One large model is split into files by topic. (Not in the file with the rules: there
# "enable" wins.)
lint_pylint() {
    "$PYTHON" -m pylint --rcfile="$ROOT/.pylintrc" \
        --disable=consider-merging-classes-inherited "$@"
}

lint_po() {
    local files
    mapfile -t files < <(find addons -path '*/i18n/*.po*')
    [ ${#files[@]} -eq 0 ] || "$VENV/bin/oca-checks-po" "${files[@]}"
}

# Limited to our addons by --glob: else it lists Odoo's own files.
lint_upgrade_code() {
    local script status=0
    for script in $UPGRADE_SCRIPTS; do
        "$PYTHON" "$ROOT/launcher/odoo_server.py" upgrade_code --dry-run --script "$script" \
            --addons-path "$ROOT/addons" --glob 'dealer_*/**/*' || {
            echo "outdated, says $script"
            status=1
        }
    done
    return $status
}

lint_shell() {
    local scripts=("$ROOT/dealer" "$ROOT"/launcher/*.sh "$ROOT/.ci/run") script
    for script in "${scripts[@]}"; do bash -n "$script" || return 1; done
    "$VENV/bin/shellcheck" --severity=warning --exclude=SC2034,SC2154 "${scripts[@]}"
}
