# shellcheck shell=bash
# Databases: made under a working name, renamed when finished. A database with its
# final name is therefore always whole, whatever interrupted us.
#
#   dealer_base_<hash>   stock modules that our addons depend on
#   dealer_tpl_<hash>    the same with our addons: the template of demo and tests
#   dealer_demo          a populated clone of the template
#   dealer_test_*        clones that last as long as a test run

LANGUAGES=ru_RU,zh_CN
# Raise it when databases are made in another way than before.
DATABASE_LAYOUT=2

pg_query() { psql -d postgres -Atq -v ON_ERROR_STOP=1 "$@"; }
db_exists() { [ -n "$(pg_query -c "SELECT 1 FROM pg_database WHERE datname = '$1'")" ]; }
db_list() { pg_query -c "SELECT datname FROM pg_database WHERE datname LIKE '$1' ORDER BY 1"; }

# The same collation as when Odoo itself makes a database. Odoo decides at its first
# start which indexes it builds, so the extensions come before it. As in Odoo,
# "unaccent" is declared immutable: otherwise its name indexes are never used.
db_create() {
    createdb -T template0 -E UTF8 --lc-collate=C --lc-ctype=C.UTF-8 "$1"
    psql -h "$PGHOST" -U "$PG_SUPERUSER" -d "$1" -q -v ON_ERROR_STOP=1 -c "
        CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist;
        CREATE EXTENSION unaccent; ALTER FUNCTION unaccent(text) IMMUTABLE;"
}

db_drop() {
    dropdb --if-exists --force "$1" 2>/dev/null
    rm -rf "${FILESTORE:?}/$1"
}

# Odoo never changes a stored file in place: hard links are enough.
db_clone() {
    createdb -T "$1" "$2"
    rm -rf "${FILESTORE:?}/$2"
    [ ! -d "$FILESTORE/$1" ] || cp -al "$FILESTORE/$1" "$FILESTORE/$2"
}

# The filestore goes first: a kill between the two lines leaves a database with the
# working name, which is made anew, and files that db_drop or this line removes.
db_rename() {
    if [ -d "$FILESTORE/$1" ]; then
        rm -rf "${FILESTORE:?}/$2"
        mv "$FILESTORE/$1" "$FILESTORE/$2"
    fi
    pg_query -c "ALTER DATABASE \"$1\" RENAME TO \"$2\""
}

# db_size NAME: for the log line of a finished database.
db_size() { pg_query -c "SELECT pg_size_pretty(pg_database_size('$1'))"; }

# Addons: ours, and the stock modules that they need ----------------------------

addon_list() { "$PYTHON" "$ROOT/launcher/manifests.py" "$ROOT/addons" "$1"; }

# The hash of what a database is made from. Tests and texts for readers are not in
# the database, so a change there needs no new one.
addons_hash() {
    (
        cd "$ROOT/addons" 2>/dev/null || exit 0
        find . -type f -path './dealer_*' \
            -not -path '*/tests/*' -not -path '*/__pycache__/*' \
            -not -path '*/static/description/*' -not -name '*.rst' -not -name '*.md' \
            -print0 | LC_ALL=C sort -z | xargs -0r sha256sum
    ) | hash_text
}

# choose_names: BASE and TEMPLATE, once for a whole run: somebody may be editing.
choose_names() {
    BASE=dealer_base_$({
        cat "$STAMPS/odoo"
        addon_list stock
        say "$LANGUAGES $DATABASE_LAYOUT"
    } | hash_text)
    TEMPLATE=dealer_tpl_$({
        say "$BASE"
        addons_hash
        cat "$STAMPS/venv_runtime"
    } | hash_text)
}

# odoo_conf FILE KEY=VALUE...: our own copy of odoo.conf with this home's values.
odoo_conf() {
    local file=$1
    shift
    "$PYTHON" "$ROOT/launcher/make_conf.py" "$ROOT/odoo.conf" "$file" \
        "addons_path=$(odoo_addons_path),$ROOT/addons" "data_dir=$DATA_DIR" \
        "db_host=$PGHOST" "db_user=$PG_ROLE" "db_password=" "db_port=" \
        "db_replica_host=" "db_maxconn=32" "workers=0" "max_cron_threads=0" "proxy_mode=False" \
        "http_interface=127.0.0.1" "logfile=" "syslog=False" "$@"
}

odoo_run() { "$PYTHON" "$ROOT/launcher/odoo_server.py" "$@"; }

# install_modules DATABASE MODULES LOG [LANGUAGES]: Odoo's exit code is 0 even when a
# constraint or an index could not be made, so the log is read as well.
install_modules() {
    local conf=$RUN/install.conf
    odoo_conf "$conf" "db_name=$1" "dbfilter=^$1\$"
    odoo_run -c "$conf" -d "$1" -i "$2" --stop-after-init --no-http --log-level=info 2>&1 |
        tee "$3"
    "$PYTHON" "$ROOT/launcher/install_log.py" --errors-only "$3"
    DEALER_LANGUAGES=${4:-} odoo_run shell -c "$conf" -d "$1" --no-http --log-level=warn \
        <"$ROOT/launcher/finish_database.py"
}

base_ready() {
    [ -e "$LOGS/install-$BASE.log" ] && db_exists "$BASE"
}

base_make() {
    db_drop "$BASE"
    db_drop dealer_new_base
    db_create dealer_new_base
    install_modules dealer_new_base "$(addon_list stock)" "$LOGS/install-$BASE.log" \
        "$LANGUAGES"
    db_rename dealer_new_base "$BASE"
    drop_others 'dealer\_base\_%' "$BASE"
    note "$(db_size "$BASE")"
}

template_ready() {
    [ -e "$LOGS/install-$TEMPLATE.log" ] && db_exists "$TEMPLATE"
}

template_make() {
    db_drop "$TEMPLATE"
    db_drop dealer_new_tpl
    db_clone "$BASE" dealer_new_tpl
    install_modules dealer_new_tpl "$(addon_list ours)" "$LOGS/install-$TEMPLATE.log"
    db_rename dealer_new_tpl "$TEMPLATE"
    drop_others 'dealer\_tpl\_%' "$TEMPLATE"
    note "$(addon_list ours | tr ',' ' ')"
}

# drop_others PATTERN NAME: what an older state of the addons left behind, unless a
# test run that still lives clones it.
drop_others() {
    local name
    for name in $(db_list "$1"); do
        if [ "$name" = "$2" ] || template_in_use "$name"; then continue; fi
        db_drop "$name"
        rm -f "$LOGS/install-$name.log"
    done
}

# A test run leaves its template's name in run/test-<process>/template.
template_in_use() {
    local file pid
    for file in "$RUN"/test-*/template; do
        pid=${file%/template}
        pid=${pid##*-}
        if [ "$(cat "$file" 2>/dev/null)" = "$1" ] && kill -0 "$pid" 2>/dev/null; then
            return 0
        fi
    done
    return 1
}

# Everything that every command needs before it can open a database.
prepare() {
    open_home
    lock_home
    install_packages "${1:-}"
    step "Odoo 19" odoo_ready odoo_get
    step "Python packages" venv_ready venv_make runtime
    [ "${1:-}" != test ] || step "Python packages for tests" venv_ready venv_make development
    step "PostgreSQL" pg_ready pg_make
    pg_env
    [ -n "$(addon_list ours)" ] || die "There is no addon in $ROOT/addons."
    choose_names
}

prepare_template() {
    step "Database: stock modules" base_ready base_make
    step "Database: our addons" template_ready template_make
}
