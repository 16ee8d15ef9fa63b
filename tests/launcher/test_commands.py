"""./dealer as a user meets it: help, wrong words, homes that are not ours."""

import os
import re
import socket
import subprocess
import time

import pytest

COMMANDS = ["demo", "test", "lint", "bench", "check", "shell", "psql", "stop", "reset"]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_and_help_makes_nothing(dealer, home, command):
    result = dealer(command, "--help")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(f"./dealer {command}")
    assert not home.exists()


def test_overview_names_each_command(dealer):
    result = dealer()
    assert result.returncode == 0
    for command in COMMANDS:
        assert re.search(rf"^  {command} ", result.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["dance"], 'no command "dance"'),
        (["demo", "--colour"], 'demo does not know "--colour"'),
        (["demo", "--port"], "--port needs a value"),
        (["demo", "--port", "http"], "--port needs a positive whole number"),
        (["demo", "--port", "70000"], "at most 65535"),
        (["demo", "--scale", "0"], "--scale needs a positive whole number"),
        (["demo", "--lang", "tlh"], "--lang is en, ru or zh"),
        (["lint", "addons"], 'lint does not know "addons"'),
        (["test", "addons/no_such_addon"], "no test file or folder"),
        (["check", "--all"], "Nothing is set up|does not know"),
        (["psql", "--database", "x;y"], "no name of a database"),
        (["stop", "now"], "takes no arguments"),
        (["reset", "--all"], 'reset does not know "--all"'),
    ],
)
def test_wrong_words_are_refused_before_anything_is_made(
    dealer, home, arguments, words
):
    result = dealer(*arguments)
    assert result.returncode == 1
    assert re.search(words, result.stderr)
    assert not home.exists()


@pytest.mark.parametrize("command", [["check"], ["shell"], ["psql"]])
def test_tools_say_what_to_run_first(dealer, command):
    result = dealer(*command)
    assert result.returncode == 1
    assert "run ./dealer demo first" in result.stderr


@pytest.mark.parametrize("command", [["stop"], ["reset", "--yes"]])
def test_nothing_to_do_is_no_error(dealer, command):
    assert dealer(*command).returncode == 0


@pytest.mark.parametrize("command", [["demo", "--yes"], ["test"], ["lint"]])
def test_a_folder_that_is_not_ours_is_left_alone(dealer, home, command):
    home.mkdir()
    (home / "letter.txt").write_text("mine")
    result = dealer(*command)
    assert result.returncode == 1
    assert "was not made by ./dealer" in result.stderr
    assert [path.name for path in home.iterdir()] == ["letter.txt"]


def test_reset_does_not_empty_a_folder_that_is_not_ours(dealer, home):
    home.mkdir()
    (home / "letter.txt").write_text("mine")
    dealer("reset", "--yes")
    assert (home / "letter.txt").read_text() == "mine"


def test_reset_asks_and_without_a_terminal_it_refuses(dealer, shell, home):
    shell("open_home")
    result = dealer("reset")
    assert result.returncode == 1
    assert "--yes" in result.stderr
    assert home.exists()
    assert dealer("reset", "--yes").returncode == 0
    assert not home.exists()


def test_a_failing_step_says_what_failed_and_how_to_go_on(shell):
    result = shell(
        """
        open_home
        broken() { echo "the disk is full"; false; echo "not reached"; }
        step "Some work" false broken
        echo "never"
        """
    )
    assert result.returncode == 1
    assert "Some work" in result.stdout and "FAILED" in result.stdout
    assert "never" not in result.stdout
    assert "the disk is full" in result.stderr
    assert "not reached" not in result.stderr
    assert "broken.log" in result.stderr
    assert "Start the same command again" in result.stderr


def test_a_step_that_is_done_is_not_done_again(shell, home):
    code = """
        open_home
        work() { echo x >> "$DEALER_HOME/count"; stamp_set work "$1"; note "made $1"; }
        ready() { stamp_is work "$1"; }
        step "Some work" ready work one
        step "Some work" ready work one
        step "Some work" ready work two
    """
    result = shell(code)
    assert result.returncode == 0, result.stderr
    assert [line.split()[2] for line in result.stdout.splitlines()] == [
        "done",
        "ready",
        "done",
    ]
    assert (home / "count").read_text() == "x\nx\n"


def test_two_commands_wait_for_each_other(shell, home):
    code = """
        work() {
            open_home
            lock_home
            echo start >>"$RUN/order"
            sleep 1
            echo end >>"$RUN/order"
        }
        (work) & sleep 0.4; (work); wait
    """
    waiting = shell(code)
    assert "waiting for it" in waiting.stdout
    assert (home / "run" / "order").read_text().split() == ["start", "end"] * 2


def test_an_interrupt_says_that_the_work_goes_on_later(shell):
    result = shell(
        'open_home; work() { kill -INT $$; sleep 5; }; step "Work" false work'
    )
    assert result.returncode == 130
    assert "what is done stays done" in result.stderr


def test_a_port_that_is_taken_is_not_taken_from_its_owner(shell):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = shell(f"choose_port {port}")
        assert result.returncode == 1
        assert "used by another program" in result.stderr
        assert int(shell(f"free_port {port}").stdout) > port


def test_a_reused_process_number_is_not_our_server(shell):
    sleeper = subprocess.Popen(["sleep", "30"])
    try:
        assert shell(f"process_matches {sleeper.pid} sleep").returncode == 0
        assert shell(f"process_matches {sleeper.pid} odoo.conf").returncode != 0
        result = shell(
            f'open_home; echo {sleeper.pid} > "$SERVER_PID"; server_stop; echo stopped'
        )
        assert result.stdout == "stopped\n"
        assert sleeper.poll() is None
    finally:
        sleeper.kill()
        sleeper.wait()
    time.sleep(0.1)
    assert shell(f"process_matches {sleeper.pid} sleep").returncode != 0


def test_the_users_own_database_settings_do_not_reach_us(shell):
    result = shell("env", PGHOST="192.0.2.1", PGDATABASE="books", ODOO_RC="/etc/x.conf")
    assert "192.0.2.1" not in result.stdout
    assert "books" not in result.stdout
    assert "/etc/x.conf" not in result.stdout


def test_arguments_go_to_the_process_they_belong_to(shell):
    result = shell(
        """
        cd "$ROOT"
        show() { echo "${PATHS_A[*]-} | ${PATHS_B[*]-} | ${OPTIONS[*]-}"; }
        test_arguments; show
        test_arguments tests/launcher -k dealer -x; show
        test_arguments tests/processes/conftest.py::test_x tests --maxfail=2; show
        """
    )
    root = os.fspath(result.args[2].split("ROOT='")[1].split("'")[0])
    assert result.stdout.replace(root + "/", "").splitlines() == [
        "addons tests | tests/processes | ",
        "tests/launcher |  | -k dealer -x",
        "tests | tests/processes/conftest.py::test_x | --maxfail=2",
    ]


def test_sockets_path_stays_below_the_limit(shell, tmp_path):
    # A home with a very long path: the socket goes to a short one.
    deep = tmp_path / ("d" * 100)
    code = """
        open_home
        mkdir "$DEALER_HOME/postgres"
        echo "$DEALER_HOME/postgres" >"$DEALER_HOME/postgres.base"
        pg_choose_socket
        pg_socket
        rm -rf "$(pg_socket)"
    """
    result = shell(code, DEALER_HOME=str(deep))
    assert result.stdout.startswith("/tmp/dealer-"), result.stderr
    result = shell("PG_SOCKET_LIMIT=4000;" + code, DEALER_HOME=str(tmp_path / "home"))
    assert result.stdout.endswith("/postgres/socket\n"), result.stderr


def test_what_ends_the_database_of_all_runs_alone_at_the_end(shell):
    result = shell(
        """
        odoo_conf() { :; }
        run_pytest() { shift; echo "$@"; }
        TEMPLATE=t FILESTORE=f PATHS_B=(B) OPTIONS=(-x)
        WORKERS=(); test_run_processes w | tail -n +3
        OPTIONS=() WORKERS=(-n 2); test_run_processes w | tail -n +3
        """
    )
    assert result.stdout.splitlines() == [
        "processes -p no:odoo B -x",
        "processes -p no:odoo B -m not alone -n 2 --dist worksteal",
        "alone -p no:odoo B -m alone",
    ]
