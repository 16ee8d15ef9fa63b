# shellcheck shell=bash
# The demo's server process.

SERVER_CONF=$DEALER_HOME/demo.conf
SERVER_PID=$DEALER_HOME/run/odoo.pid
SERVER_LOG=$DEALER_HOME/log/odoo.log

server_pid() {
    local pid
    pid=$(cat "$SERVER_PID" 2>/dev/null) || return 1
    process_matches "$pid" "$SERVER_CONF" && say "$pid"
}

server_port() { sed -n 's/^http_port = *//p' "$SERVER_CONF" 2>/dev/null; }
server_url() { say "http://127.0.0.1:$(server_port)"; }

# The demo must not write to real people: no mail leaves it (port 9 discards).
server_conf() {
    odoo_conf "$SERVER_CONF" "db_name=$DEMO_DB" "dbfilter=^$DEMO_DB\$" "http_port=$1" \
        "max_cron_threads=1" "smtp_server=127.0.0.1" "smtp_port=9"
}

# choose_port [WANTED]: a port that is free. One that was asked for is not replaced.
choose_port() {
    local port
    if [ -n "${1:-}" ]; then
        ! port_taken "$1" || die "Port $1 is used by another program: choose another --port."
        PORT=$1
        return 0
    fi
    port=$(free_port 8069)
    [ "$port" = 8069 ] || say "  Port 8069 is used by another program: taking $port."
    PORT=$port
}

server_start_detached() {
    setsid "$PYTHON" "$ROOT/launcher/odoo_server.py" -c "$SERVER_CONF" \
        >>"$SERVER_LOG" 2>&1 </dev/null 9>&- &
    echo $! >"$SERVER_PID"
    disown
}

server_wait() {
    "$PYTHON" "$ROOT/launcher/wait_http.py" "$(server_url)/web/login" "$(cat "$SERVER_PID")" 180
}

server_stop() {
    local pid waited=0
    pid=$(server_pid) || { rm -f "$SERVER_PID"; return 0; }
    kill -TERM "$pid" 2>/dev/null || true
    while process_matches "$pid" "$SERVER_CONF"; do
        [ $waited -lt 150 ] || kill -KILL "$pid" 2>/dev/null || true
        sleep 0.1
        waited=$((waited + 1))
    done
    rm -f "$SERVER_PID"
}
