# shellcheck shell=bash
# A PostgreSQL cluster of our own: no network port, its data in the home. The
# database role "dealer" is an ordinary owner, as in production; the cluster's
# superuser is used to make that role and for nothing else.

PG_ROLE=dealer
PG_SUPERUSER=dealer_admin
PG_MINIMUM=13
# A socket's path is limited to 107 bytes by the kernel.
PG_SOCKET_LIMIT=107
PG_SOCKET_NAME=/.s.PGSQL.5432

# pg_bin [MAJOR]: the folder of the server's programs, the newest one.
pg_bin() {
    local folder major
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5 -rV); do
        major=${folder#/usr/lib/postgresql/}
        major=${major%%/*}
        [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] || continue
        if [ -n "${1:-}" ] && [ "$major" != "$1" ]; then continue; fi
        [ "$major" -ge $PG_MINIMUM ] 2>/dev/null || continue
        say "$folder"
        return 0
    done
    return 1
}

# PostgreSQL refuses to run as root: then an unprivileged user runs the server.
pg_os_user() {
    if id postgres >/dev/null 2>&1; then say postgres; else say nobody; fi
}

as_pg() {
    if is_root; then
        local user
        user=$(pg_os_user)
        (cd / && exec setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups \
            env HOME=/ "$@" 9>&-)
    else
        (cd / && exec "$@" 9>&-)
    fi
}

pg_base() { cat "$DEALER_HOME/postgres.base" 2>/dev/null || true; }
pg_socket() { cat "$DEALER_HOME/postgres.socket" 2>/dev/null || true; }
pg_data() { say "$(pg_base)/data"; }

pg_env() {
    PGHOST=$(pg_socket)
    export PGHOST PGUSER=$PG_ROLE
}

home_hash() { printf '%s' "$DEALER_HOME" | hash_text; }

# Where the cluster lives: in the home, or, where the server's user may not enter
# the home (a clone below somebody's private folder), beside it in /var/lib.
pg_choose_base() {
    local base
    base=$(pg_base)
    if [ -n "$base" ] && [ -d "$base" ]; then return 0; fi
    base=$DEALER_HOME/postgres
    if ! as_pg test -x "$DEALER_HOME"; then
        base=/var/lib/dealer-$(home_hash)
        echo "$(pg_os_user) cannot enter $DEALER_HOME: the database is in $base"
        # This home does not know it, so it belonged to one that was deleted.
        ! [ -e "$base" ] || pg_drop_base "$base"
    fi
    mkdir -p "$base"
    chmod 700 "$base"
    ! is_root || chown "$(pg_os_user)": "$base"
    printf '%s\n' "$base" >"$DEALER_HOME/postgres.base"
}

pg_drop_base() {
    local bin
    if [ -e "$1/data/postmaster.pid" ] && bin=$(pg_bin "$(cat "$1/data/PG_VERSION")"); then
        as_pg "$bin/pg_ctl" -D "$1/data" -m immediate -w stop || true
    fi
    rm -rf "$1"
}

# A folder for the socket that only the server's user (and root) can enter.
pg_choose_socket() {
    local socket
    socket=$(pg_base)/socket
    if [ $((${#socket} + ${#PG_SOCKET_NAME})) -gt $PG_SOCKET_LIMIT ]; then
        socket=$(pg_socket)
        # /tmp is everybody's: what is not ours any more (a reboot) is not reused.
        if [ "$(stat -c %U "$socket" 2>/dev/null)" != "$(as_pg id -un)" ]; then
            socket=$(mktemp -d /tmp/dealer-XXXXXX)
        fi
    fi
    mkdir -p "$socket"
    chmod 700 "$socket"
    ! is_root || chown "$(pg_os_user)": "$socket"
    printf '%s\n' "$socket" >"$DEALER_HOME/postgres.socket"
}

pg_answers() {
    local socket
    socket=$(pg_socket)
    [ -n "$socket" ] && [ -S "$socket$PG_SOCKET_NAME" ] || return 1
    psql -h "$socket" -U "$PG_ROLE" -d postgres -Atqc 'SELECT 1' >/dev/null 2>&1
}

pg_ready() {
    pg_answers && pg_env && note "PostgreSQL $(cat "$(pg_base)/version" 2>/dev/null)"
}

pg_make() {
    local bin major
    pg_choose_base
    if [ -e "$(pg_data)/PG_VERSION" ] || as_pg test -e "$(pg_data)/PG_VERSION"; then
        major=$(as_pg cat "$(pg_data)/PG_VERSION")
        bin=$(pg_bin "$major") || {
            echo "The database was made by PostgreSQL $major, whose programs are gone."
            echo "Install postgresql-$major, or give the data up: ./dealer reset"
            return 1
        }
    else
        bin=$(pg_bin)
        pg_init "$bin"
    fi
    pg_choose_socket
    pg_start "$bin"
    pg_make_role
    note "PostgreSQL $(cat "$(pg_base)/version")"
}

# Made under another name and renamed at the end: an interrupted one is never used.
pg_init() {
    local bin=$1 data new
    data=$(pg_data)
    new=$data.new
    rm -rf "$new"
    as_pg "$bin/initdb" -D "$new" --username=$PG_SUPERUSER --auth=trust \
        --encoding=UTF8 --locale=C.UTF-8 --no-instructions
    as_pg tee -a "$new/postgresql.conf" <"$ROOT/launcher/postgresql.conf" >/dev/null
    as_pg cat "$new/PG_VERSION" >"$(pg_base)/version"
    mv "$new" "$data"
}

pg_start() {
    local bin=$1 base
    base=$(pg_base)
    pg_drop_stale_pid
    as_pg "$bin/pg_ctl" -D "$base/data" -w -t 90 -l "$base/server.log" \
        -o "-k '$(pg_socket)'" start || {
        echo "--- the end of $base/server.log"
        as_pg tail -n 20 "$base/server.log"
        return 1
    }
}

# After a power cut the number in postmaster.pid may belong to another program;
# PostgreSQL would then refuse to start.
pg_drop_stale_pid() {
    local file pid
    file=$(pg_data)/postmaster.pid
    pid=$(as_pg head -n 1 "$file" 2>/dev/null) || return 0
    case $(cat "/proc/$pid/comm" 2>/dev/null) in
        postgres*) ;;
        *) rm -f "$file" ;;
    esac
}

pg_make_role() {
    local admin=(psql -h "$(pg_socket)" -U "$PG_SUPERUSER" -d postgres -v ON_ERROR_STOP=1 -Atq)
    if [ -z "$("${admin[@]}" -c "SELECT 1 FROM pg_roles WHERE rolname = '$PG_ROLE'")" ]; then
        "${admin[@]}" -c "CREATE ROLE $PG_ROLE LOGIN CREATEDB"
    fi
}

pg_stop() {
    local bin
    [ -n "$(pg_base)" ] && as_pg test -e "$(pg_data)/postmaster.pid" || return 0
    bin=$(pg_bin "$(as_pg cat "$(pg_data)/PG_VERSION")") || return 0
    as_pg "$bin/pg_ctl" -D "$(pg_data)" -m fast -w -t 60 stop >/dev/null 2>&1 || true
}
