# shellcheck shell=bash
# ./dealer test: two pytest processes on clones of the template database.
#
#   A  addons/ and tests/: Odoo's test classes with an HTTP server and a browser, all in
#      one process and on one clone that is rolled back after each test
#   B  tests/processes: plain functions with real server processes and real commits,
#      each on a clone of its own
#
# When all are to run, pytest-xdist deals out the files of A and the tests of B to one
# such process for each core; those of B that are marked "alone" come at the end.

# Options of pytest whose value is the next word: it is no path, even if it looks like one.
PYTEST_VALUE_OPTIONS=" -k -m -p -o -c -W -r -n --maxfail --tb --durations --deselect
    --ignore --seed --color --override-ini --junitxml --verbosity "

help_test() {
    cat <<'HELP'
./dealer test [pytest arguments] [--yes]

Runs all tests on a fresh clone of a database that has all our addons and no data.
The template is made once for each state of the addons (about a minute the first time,
then only our addons). The last line is the summary; the exit code is 0 when all is well.

  ./dealer test                                    everything, on all cores
  ./dealer test addons/dealer_crm                  one addon
  ./dealer test addons/dealer_crm/tests/test_vin.py -k check_digit -x
  ./dealer test tests/processes                    only races, crashes, real servers
  ./dealer test --setup-only                       pytest's own options work, too

Options go to both processes; a path goes to the one it belongs to. The browser tests
need Chromium or Google Chrome; CHROME_BIN names one that is not on the PATH.
HELP
}

# Sort the arguments: PATHS_A, PATHS_B, OPTIONS; WORKERS are options of both.
test_arguments() {
    PATHS_A=() PATHS_B=() OPTIONS=() WORKERS=()
    local previous='' word path
    for word in "$@"; do
        path=${word%%::*}
        if [[ $PYTEST_VALUE_OPTIONS == *" $previous "* ]] && [ -n "$previous" ]; then
            OPTIONS+=("$word")
        elif [[ $word == -* ]]; then
            [ "$word" = --yes ] && ASSUME_YES=1 || OPTIONS+=("$word")
        elif [ -e "$path" ]; then
            test_path "$(realpath "$path")${word#"$path"}"
        elif [ -e "$ROOT/$path" ]; then
            test_path "$ROOT/$word"
        else
            die "There is no test file or folder \"$path\"."
        fi
        previous=$word
    done
    if [ ${#PATHS_A[@]} -eq 0 ] && [ ${#PATHS_B[@]} -eq 0 ]; then
        PATHS_A=("$ROOT/addons" "$ROOT/tests")
        # Whoever looks for one fault (-x, --pdb, -k ...) wants one process.
        [ ${#OPTIONS[@]} -gt 0 ] || test_workers
        [ ! -d "$ROOT/tests/processes" ] || PATHS_B=("$ROOT/tests/processes")
    fi
}

# More processes than four wait for the one PostgreSQL.
test_workers() {
    local cores
    cores=$(nproc 2>/dev/null || echo 1)
    [ "$cores" -gt 1 ] || return 0
    WORKERS=(-n "$((cores < 4 ? cores : 4))")
}

test_path() {
    case $1 in
        "$ROOT"/tests/processes | "$ROOT"/tests/processes/*) PATHS_B+=("$1") ;;
        *) PATHS_A+=("$1") ;;
    esac
}

cmd_test() {
    test_arguments "$@"
    say "Dealer tests in $DEALER_HOME"
    prepare test
    need_browser
    prepare_template
    step "Log of the installation" false test_install_log
    drop_dead_clones
    mkdir -p "$RUN/test-$$"
    say "$TEMPLATE" >"$RUN/test-$$/template"
    unlock_home
    test_run
}

test_install_log() {
    "$PYTHON" "$ROOT/launcher/install_log.py" "$LOGS/install-$TEMPLATE.log"
    "$PYTHON" "$ROOT/launcher/install_log.py" "$LOGS/install-$BASE.log"
}

# The process number in a clone's name tells whether its run still lives.
drop_dead_clones() {
    local name pid
    for name in $(db_list 'dealer\_test\_%'); do
        pid=$(cut -d_ -f3 <<<"$name")
        kill -0 "$pid" 2>/dev/null || db_drop "$name"
    done
    for name in "$RUN"/test-*; do
        [ ! -d "$name" ] || kill -0 "${name##*-}" 2>/dev/null || rm -rf "$name"
    done
}

test_run() {
    local work=$RUN/test-$$ status=0
    trap 'test_clean; on_interrupt' INT TERM
    trap 'test_clean' EXIT
    # A file that stays away means that pytest died: the summary counts it as failed.
    if [ ${#PATHS_A[@]} -gt 0 ]; then test_run_odoo "$work" || status=1; fi
    if [ ${#PATHS_B[@]} -gt 0 ]; then test_run_processes "$work" || status=1; fi
    "$PYTHON" "$ROOT/launcher/test_summary.py" "$work"/*.expected || status=1
    exit $status
}

test_clean() {
    local name
    trap - EXIT
    for name in $(db_list "dealer\_test\_$$\_%"); do db_drop "$name"; done
    rm -rf "${RUN:?}/test-$$"
}

# run_pytest NAME PATH... -- OPTION...: exit code 5 (nothing chosen) is not a failure
# here; the summary fails when nothing ran at all.
run_pytest() {
    local work=$1 name=$2 code=0
    shift 2
    : >"$work/$name.expected"
    DEALER_COUNTS=$work/$name.json PYTHONPATH=$ROOT/launcher \
        "$PYTHON" -m pytest -p pytest_counts -o cache_dir="$DEALER_HOME/cache/pytest" \
        "$@" || code=$?
    [ $code -eq 0 ] || [ $code -eq 5 ]
}

test_run_odoo() {
    local work=$1 database=dealer_test_$$_odoo
    say ""
    say "Odoo tests (addons, tests)"
    db_clone "$TEMPLATE" $database
    odoo_conf "$work/odoo.conf" "db_name=$database" "dbfilter=^$database\$" \
        "screenshots=$LOGS/screenshots"
    (
        cd "$ROOT" || exit
        ODOO_RC=$work/odoo.conf run_pytest "$work" odoo -p pytest_filestore \
            --odoo-http --odoo-log-level=error \
            --ignore="$ROOT/tests/processes" \
            ${WORKERS[@]+"${WORKERS[@]}" --dist loadfile} \
            "${PATHS_A[@]}" ${OPTIONS[@]+"${OPTIONS[@]}"}
    )
}

test_run_processes() {
    local work=$1
    say ""
    say "Process tests (tests/processes)"
    odoo_conf "$work/processes.conf" "db_name=" "dbfilter=" "smtp_server=127.0.0.1" \
        "smtp_port=9"
    (
        cd "$ROOT" || exit
        export DEALER_TEST_TEMPLATE=$TEMPLATE DEALER_TEST_CONF=$work/processes.conf
        export DEALER_TEST_PREFIX=dealer_test_$$ DEALER_TEST_FILESTORE=$FILESTORE
        export DEALER_TEST_SERVER=$ROOT/launcher/odoo_server.py
        if [ ${#WORKERS[@]} -eq 0 ]; then
            run_pytest "$work" processes -p no:odoo "${PATHS_B[@]}" \
                ${OPTIONS[@]+"${OPTIONS[@]}"}
            exit
        fi
        local status=0
        run_pytest "$work" processes -p no:odoo "${PATHS_B[@]}" -m "not alone" \
            "${WORKERS[@]}" --dist worksteal || status=1
        run_pytest "$work" alone -p no:odoo "${PATHS_B[@]}" -m alone || status=1
        exit $status
    )
}
