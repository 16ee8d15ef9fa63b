# shellcheck shell=bash
# The smaller commands: bench, check, shell, psql, stop, reset, help.

help_all() {
    cat <<'HELP'
./dealer COMMAND [OPTIONS]

  demo     a populated dealership in the browser, from nothing
  test     all tests
  lint     all checks of the source
  bench    measurements beside stock Odoo and raw SQL
  check    are the invariants of a database whole?
  shell    Odoo's Python shell on the demo database
  psql     SQL on the demo database
  stop     end the server and the database server
  reset    give up the demo database, or everything that was made

./dealer COMMAND --help says more. All state is in $DEALER_HOME (default: .odoo).
HELP
}

help_bench() {
    cat <<'HELP'
./dealer bench [--yes] [arguments of bench/run.py]

Builds a dealership of the wanted size in a database of its own and measures searches,
intake and points beside stock Odoo and raw SQL, in one run. Prints a table and writes
JSON. ./dealer bench -- --help shows the arguments of bench/run.py.
HELP
}

cmd_bench() {
    local arguments=() word
    for word in "$@"; do
        case $word in
            --yes) ASSUME_YES=1 ;;
            --) ;;
            *) arguments+=("$word") ;;
        esac
    done
    [ -e "$ROOT/bench/run.py" ] || die "There is no bench/run.py."
    prepare
    prepare_template
    odoo_conf "$DEALER_HOME/bench.conf" "list_db=False"
    unlock_home
    DEALER_BENCH_CONF=$DEALER_HOME/bench.conf DEALER_BENCH_TEMPLATE=$TEMPLATE \
        DEALER_BENCH_FILESTORE=$FILESTORE DEALER_BENCH_SERVER=$ROOT/launcher/odoo_server.py \
        exec "$PYTHON" "$ROOT/bench/run.py" ${arguments[@]+"${arguments[@]}"}
}

# database_option ARGUMENT...: DATABASE (default: the demo) and REST.
database_option() {
    DATABASE=$DEMO_DB REST=()
    while [ $# -gt 0 ]; do
        case $1 in
            --database | -d) need_value "$@"; DATABASE=$2; shift ;;
            --database=*) DATABASE=${1#*=} ;;
            --) ;;
            *) REST+=("$1") ;;
        esac
        shift
    done
    [[ $DATABASE =~ ^[A-Za-z0-9_-]+$ ]] || die "\"$DATABASE\" is no name of a database."
}

# open_database: the cluster runs and the database is there.
open_database() {
    need_home
    open_home
    lock_home
    pg_answers || step "PostgreSQL" pg_ready pg_make
    pg_env
    unlock_home
    db_exists "$DATABASE" || die "There is no database $DATABASE here. ./dealer demo makes" \
        "$DEMO_DB. Present: $(db_list 'dealer%' | paste -sd' ')"
}

tool_conf() {
    odoo_conf "$RUN/tool.conf" "db_name=$DATABASE" "dbfilter=^$DATABASE\$" \
        "smtp_server=127.0.0.1" "smtp_port=9"
}

help_check() {
    cat <<'HELP'
./dealer check [--database NAME]

Checks the invariants of a database (default: dealer_demo): points ledger, holds, cards,
VINs, in-box, and that every constraint, index and trigger of ours is really there.
Prints the records that break a rule and ends with exit code 1; it changes nothing.
HELP
}

cmd_check() {
    database_option "$@"
    [ ${#REST[@]} -eq 0 ] || die "check does not know \"${REST[0]}\". See ./dealer check --help"
    open_database
    tool_conf
    exec "$PYTHON" "$ROOT/launcher/check.py" "$RUN/tool.conf" "$DATABASE"
}

help_shell() {
    cat <<'HELP'
./dealer shell [--database NAME] [arguments of odoo shell]

Odoo's Python shell with `env` as superuser. Nothing is saved without env.cr.commit().
HELP
}

cmd_shell() {
    database_option "$@"
    open_database
    tool_conf
    exec "$PYTHON" "$ROOT/launcher/odoo_server.py" shell -c "$RUN/tool.conf" \
        -d "$DATABASE" --no-http --log-level=warn ${REST[@]+"${REST[@]}"}
}

help_psql() {
    cat <<'HELP'
./dealer psql [--database NAME] [arguments of psql]

PostgreSQL's own client on the demo database, as its owner.
HELP
}

cmd_psql() {
    database_option "$@"
    open_database
    exec psql -d "$DATABASE" ${REST[@]+"${REST[@]}"}
}

help_stop() {
    cat <<'HELP'
./dealer stop

Ends the demo's server and the private PostgreSQL of this home. Data stays.
HELP
}

cmd_stop() {
    [ $# -eq 0 ] || die "stop takes no arguments."
    has_home || { say "Nothing runs: there is no $DEALER_HOME."; return 0; }
    open_home
    server_stop
    pg_stop
    say "Stopped."
}

help_reset() {
    cat <<'HELP'
./dealer reset [--database] [--yes]

  --database   drop only the demo database: the next ./dealer demo makes a new one
  (nothing)    delete the whole home: Odoo, Python packages, databases, files, logs
  --yes        without a question
HELP
}

cmd_reset() {
    local only_database=
    while [ $# -gt 0 ]; do
        case $1 in
            --database) only_database=1 ;;
            --yes | -y) ASSUME_YES=1 ;;
            *) die "reset does not know \"$1\". See ./dealer reset --help" ;;
        esac
        shift
    done
    has_home || { say "Nothing to delete: there is no home in $DEALER_HOME."; return 0; }
    if [ -n "$only_database" ]; then
        reset_confirm "Drop the demo database and everything typed into it?"
        DATABASE=$DEMO_DB
        open_home
        server_stop
        pg_answers || step "PostgreSQL" pg_ready pg_make
        pg_env
        db_drop $DEMO_DB
        say "The demo database is gone. ./dealer demo makes a new one."
    else
        reset_confirm "Delete $DEALER_HOME with all its databases?"
        reset_home
    fi
}

reset_confirm() {
    [ -n "$ASSUME_YES" ] && return 0
    is_interactive || die "This deletes data: say so with --yes."
    ask "$1" || die "Nothing was deleted."
}

# The marker goes last: a reset that was interrupted can be repeated.
reset_home() {
    local base
    open_home
    server_stop
    pg_stop
    base=$(pg_base)
    case $base in /var/lib/dealer-*) pg_drop_base "$base" ;; esac
    case $(pg_socket) in /tmp/dealer-*) rm -rf "$(pg_socket)" ;; esac
    find "$DEALER_HOME" -mindepth 1 -maxdepth 1 -not -name dealer-home -exec rm -rf {} +
    rm -f "$DEALER_HOME/dealer-home"
    rmdir "$DEALER_HOME" 2>/dev/null || true
    say "Deleted $DEALER_HOME."
}
