# shellcheck shell=bash
# ./dealer demo: a populated dealership in the browser.

DEMO_LOGINS="admin director sales1 sales2 bdc advisor1 technician1 cashier marketing accountant portal1"
DEMO_SEED=19

help_demo() {
    cat <<'HELP'
./dealer demo [--detach] [--port N] [--scale N] [--lang en|ru|zh] [--yes]

Sets up what is missing, fills the database "dealer_demo" with a dealership, starts
Odoo and prints its address and the demo logins. What is there already is kept: the
second start takes a few seconds and needs no network.

  --detach      return as soon as the login page answers; ./dealer stop ends it
  --port N      listen on this port (else 8069, or the next one that is free)
  --scale N     size of the dealership, 1 is about 400 customers (at first start)
  --lang L      language of all demo users: en, ru or zh
  --yes         install missing Debian packages without a question

Environment: DEALER_HOME (default .odoo), ODOO_PATH (an Odoo 19 on this machine),
DEALER_PYTHON, DEALER_DEBIAN_MIRROR.
HELP
}

demo_options() {
    DETACH='' WANTED_PORT='' SCALE='' LANGUAGE=''
    while [ $# -gt 0 ]; do
        case $1 in
            --detach) DETACH=1 ;;
            --yes | -y) ASSUME_YES=1 ;;
            --port) need_value "$@"; need_number "$@"; WANTED_PORT=$2; shift ;;
            --scale) need_value "$@"; need_number "$@"; SCALE=$2; shift ;;
            --lang) need_value "$@"; LANGUAGE=$2; shift ;;
            *) die "demo does not know \"$1\". See ./dealer demo --help" ;;
        esac
        shift
    done
    case $LANGUAGE in
        '') LANGUAGE_CODE='' ;;
        en) LANGUAGE_CODE=en_US ;;
        ru) LANGUAGE_CODE=ru_RU ;;
        zh) LANGUAGE_CODE=zh_CN ;;
        *) die "--lang is en, ru or zh, not \"$LANGUAGE\"." ;;
    esac
    [ -z "$WANTED_PORT" ] || [ "$WANTED_PORT" -le 65535 ] || die "--port is at most 65535."
}

cmd_demo() {
    demo_options "$@"
    say "Dealer demo in $DEALER_HOME"
    demo_check_port
    prepare
    demo_check_scale
    if ! demo_current; then
        server_stop
        prepare_template
        if db_exists "$DEMO_DB"; then
            step "Demo: new state of the addons" false demo_update
        fi
    fi
    step "Demo: a dealership, scale ${SCALE:-$(demo_setting scale 1)}" demo_ready demo_make
    demo_serve
}

# What the demo database was made from is kept as its comment: it cannot get lost or
# be left over without the database.
demo_setting() {
    local value=
    if db_exists "$DEMO_DB"; then
        value=$(pg_query -c "SELECT shobj_description(oid, 'pg_database')
            FROM pg_database WHERE datname = '$DEMO_DB'" | tr ' ' '\n' | sed -n "s/^$1=//p")
    fi
    say "${value:-$2}"
}

demo_current() { [ "$(demo_setting addons none)" = "$TEMPLATE" ]; }
demo_ready() { db_exists "$DEMO_DB"; }

# Early: nobody wants to hear it after minutes of preparation.
demo_check_port() {
    if [ -n "$WANTED_PORT" ] && port_taken "$WANTED_PORT"; then
        { server_pid >/dev/null && [ "$(server_port)" = "$WANTED_PORT" ]; } || choose_port "$WANTED_PORT"
    fi
}

demo_check_scale() {
    if [ -n "$SCALE" ] && db_exists "$DEMO_DB" && [ "$(demo_setting scale 1)" != "$SCALE" ]; then
        die "The demo exists with scale $(demo_setting scale 1). Drop it first:" \
            "./dealer reset --database"
    fi
}

demo_comment() { pg_query -c "COMMENT ON DATABASE $1 IS 'scale=$2 addons=$TEMPLATE'"; }

demo_make() {
    local scale=${SCALE:-1} new=dealer_new_demo
    db_drop $new
    db_clone "$TEMPLATE" $new
    odoo_conf "$RUN/populate.conf" "db_name=$new" "dbfilter=^$new\$" \
        "smtp_server=127.0.0.1" "smtp_port=9"
    "$PYTHON" "$ROOT/launcher/populate.py" "$RUN/populate.conf" $new "$scale" $DEMO_SEED
    demo_comment $new "$scale"
    # A database without a final name has no files of its own: see db_rename.
    db_rename $new $DEMO_DB
    note "$(db_size $DEMO_DB)"
}

# The demo keeps what was typed into it: our addons are updated in place.
demo_update() {
    local log=$LOGS/update-demo.log
    server_conf 8069
    odoo_run -c "$SERVER_CONF" -d $DEMO_DB -i "$(addon_list ours)" -u "$(addon_list ours)" \
        --stop-after-init --no-http --max-cron-threads=0 2>&1 | tee "$log"
    "$PYTHON" "$ROOT/launcher/install_log.py" --errors-only "$log"
    demo_comment $DEMO_DB "$(demo_setting scale 1)"
}

demo_language() {
    local logins
    [ -n "$LANGUAGE_CODE" ] || return 0
    logins=$(printf "'%s'," $DEMO_LOGINS)
    psql -d $DEMO_DB -q -v ON_ERROR_STOP=1 -c "UPDATE res_partner p SET lang = '$LANGUAGE_CODE'
        FROM res_users u WHERE u.partner_id = p.id AND u.login IN (${logins%,})"
}

demo_print() {
    local login
    say ""
    say "  $(server_url)"
    say ""
    say "  Logins (the password is the login):"
    for login in $DEMO_LOGINS; do
        if [ -n "$(psql -d $DEMO_DB -Atqc \
            "SELECT 1 FROM res_users WHERE active AND login = '$login'")" ]; then
            say "    $login"
        fi
    done
    say ""
}

demo_serve() {
    if server_pid >/dev/null && [ -z "$LANGUAGE_CODE" ] && { [ -z "$WANTED_PORT" ] ||
        [ "$WANTED_PORT" = "$(server_port)" ]; }; then
        step "Server" true true
        unlock_home
        demo_print
        say "  It was running already. ./dealer stop ends it."
        return 0
    fi
    server_stop
    demo_language
    choose_port "$WANTED_PORT"
    server_conf "$PORT"
    : >"$SERVER_LOG"
    step "Server on port $PORT" false demo_start
    unlock_home
    demo_print
    if [ -n "$DETACH" ]; then
        say "  ./dealer stop ends it. Its log: $SERVER_LOG"
    else
        demo_foreground
    fi
}

demo_start() {
    server_start_detached
    server_wait || {
        tail -n 20 "$SERVER_LOG"
        return 1
    }
}

# The server runs apart and we wait for it: Ctrl-C ends it in good order.
demo_foreground() {
    local pid
    pid=$(server_pid) || die "The server ended. Its log: $SERVER_LOG"
    say "  Ctrl-C ends it. Its log: $SERVER_LOG"
    trap 'server_stop; say ""; say "  Stopped. (PostgreSQL: ./dealer stop)"; exit 0' INT TERM HUP
    tail --pid="$pid" -f /dev/null &
    wait $! || true
    server_stop
    die "The server ended by itself. Its log: $SERVER_LOG"
}
