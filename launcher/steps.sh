# shellcheck shell=bash
# A step: a title, a test whether it is done already, and the work. The work's
# output goes to a log; the user sees one line with the result and the time.

STEP_FAILED_HINT="Start the same command again when the cause is gone: what is done stays done."

# Where "note" writes: a file of the step that runs, else nowhere.
STEP_NOTE=/dev/null

# step TITLE READY_FUNCTION WORK_FUNCTION [ARGUMENT...]
# Call it as a plain command, never behind "if", "&&" or "||": bash would then
# ignore errors inside the work.
step() {
    local title=$1 ready=$2 work=$3 started=$SECONDS status
    shift 3
    local log=$LOGS/$work.log
    STEP_NOTE=$RUN/note.$$
    : >"$STEP_NOTE"
    step_begin "$title"
    if "$ready" "$@"; then
        step_end "ready"
        return 0
    fi
    : >"$STEP_NOTE"
    set +e
    (
        set -euo pipefail
        "$work" "$@"
    ) >"$log" 2>&1
    status=$?
    set -e
    if [ $status -ne 0 ]; then
        step_failed "$title" "$log" "$status"
    fi
    step_end "done in $((SECONDS - started)) s"
}

step_begin() {
    if [ -t 1 ]; then printf '  %-34s ' "$1 ..."; else STEP_TITLE=$1; fi
}

step_end() {
    local note
    note=$(cat "$STEP_NOTE")
    rm -f "$STEP_NOTE"
    STEP_NOTE=/dev/null
    # Without a terminal the whole line is written at once, or lines would mix.
    [ -t 1 ] || printf '  %-34s ' "$STEP_TITLE"
    printf '%s\n' "$1${note:+ ($note)}"
}

step_failed() {
    rm -f "$STEP_NOTE"
    [ -t 1 ] || printf '  %-34s ' "$STEP_TITLE"
    printf 'FAILED\n'
    warn ""
    warn "The step \"$1\" failed (exit code $3). The end of its log:"
    tail -n 20 "$2" | sed 's/^/    /' >&2
    warn ""
    warn "Whole log: $2"
    warn "$STEP_FAILED_HINT"
    exit 1
}

# note TEXT: what the step's line shows in brackets.
note() { printf '%s' "$*" >"$STEP_NOTE"; }

# Stamps hold the hash of what a step was made from.
stamp_is() { [ "$(cat "$STAMPS/$1" 2>/dev/null)" = "$2" ]; }
stamp_set() {
    printf '%s\n' "$2" >"$STAMPS/$1.new"
    mv -f "$STAMPS/$1.new" "$STAMPS/$1"
}
stamp_drop() { rm -f "$STAMPS/$1"; }

on_interrupt() {
    trap - INT TERM
    warn ""
    warn "Interrupted. Start the same command again: what is done stays done."
    exit 130
}
trap on_interrupt INT TERM
