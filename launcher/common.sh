# shellcheck shell=bash
# Where things are, how we speak to the user, locks, hashes.

DEALER_HOME=${DEALER_HOME:-$ROOT/.odoo}
case $DEALER_HOME in /*) ;; *) DEALER_HOME=$PWD/$DEALER_HOME ;; esac
LOGS=$DEALER_HOME/log
RUN=$DEALER_HOME/run
STAMPS=$DEALER_HOME/stamps
VENV=$DEALER_HOME/venv
PYTHON=$VENV/bin/python
DATA_DIR=$DEALER_HOME/data
FILESTORE=$DATA_DIR/filestore
DEMO_DB=dealer_demo
ASSUME_YES=${DEALER_YES:-}

# The user's own PostgreSQL and Odoo settings must not reach our processes.
for variable in $(compgen -e); do
    case $variable in PG* | ODOO_RC | OPENERP_SERVER) unset "$variable" ;; esac
done
export PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
die() {
    warn "dealer: $*"
    exit 1
}

wants_help() {
    local word
    for word in "$@"; do
        # What follows "--" is meant for the program behind the command.
        [ "$word" != "--" ] || return 1
        case $word in -h | --help) return 0 ;; esac
    done
    return 1
}

# need_value OPTION REST...: stop unless a value follows the option.
need_value() {
    [ $# -ge 2 ] && [ -n "$2" ] || die "$1 needs a value. See --help."
}

need_number() {
    [[ $2 =~ ^[1-9][0-9]{0,5}$ ]] || die "$1 needs a positive whole number, not \"$2\"."
}

is_root() { [ "$(id -u)" -eq 0 ]; }
is_interactive() { [ -t 0 ] && [ -t 1 ] && [ "${CI:-}" != true ]; }

# ask QUESTION: yes or no. Without a terminal nobody can answer: the caller decides.
ask() {
    local answer
    [ -z "$ASSUME_YES" ] || return 0
    read -r -p "$1 [Y/n] " answer || return 1
    case $answer in '' | y | Y | yes | Yes) return 0 ;; *) return 1 ;; esac
}

# Make the home. A marker file says that it is ours: only such a folder is ever
# emptied, so that a wrong DEALER_HOME cannot cost anybody's files.
open_home() {
    if [ ! -e "$DEALER_HOME/dealer-home" ]; then
        if [ -d "$DEALER_HOME" ] && [ -n "$(ls -A "$DEALER_HOME")" ]; then
            die "$DEALER_HOME is not empty and was not made by ./dealer." \
                "Set DEALER_HOME to another folder, or move this one away."
        fi
        mkdir -p "$DEALER_HOME"
        say "Made by ./dealer, which may empty this folder." >"$DEALER_HOME/dealer-home"
    fi
    DEALER_HOME=$(cd "$DEALER_HOME" && pwd -P)
    mkdir -p "$LOGS" "$RUN" "$STAMPS" "$FILESTORE"
}

has_home() { [ -e "$DEALER_HOME/dealer-home" ]; }
need_home() { has_home || die "Nothing is set up in $DEALER_HOME yet: run ./dealer demo first."; }

# Only one command at a time may change the home. Long-lived children (servers)
# close descriptor 9, or they would keep the lock.
lock_home() {
    exec 9>"$RUN/lock"
    if ! flock -n 9; then
        say "Another ./dealer is preparing $DEALER_HOME: waiting for it."
        flock 9
    fi
}
unlock_home() { exec 9>&-; }

hash_text() { sha256sum | cut -c1-12; }

# process_matches PID TEXT: the process lives and its command line has the text.
# A bare "is alive" would mistake a reused number for our process.
process_matches() {
    [ -n "${1:-}" ] && [ -r "/proc/$1/cmdline" ] &&
        tr '\0' ' ' <"/proc/$1/cmdline" | grep -F -- "$2" >/dev/null
}

free_port() {
    local port=$1
    while port_taken "$port"; do port=$((port + 1)); done
    say "$port"
}

port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
