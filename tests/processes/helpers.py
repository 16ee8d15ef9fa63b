"""What the tests of races and crashes share: gates, parallel calls, HTTP, children."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import requests

# Long enough for a slow machine: whoever waits goes on at once.
SECONDS = 120
POLL_SECONDS = 0.02
RUN_CRON = Path(__file__).with_name("run_cron.py")


def wait_until(condition, what: str, seconds: float = SECONDS):
    """Poll until `condition()` is true and return its value; fail after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(POLL_SECONDS)
    raise AssertionError(f"not within {seconds} s: {what}")


def in_parallel(functions) -> list:
    """Call all functions at the same moment, each in a thread; return the results.

    The first exception of a function is raised.
    """
    functions = list(functions)
    barrier = threading.Barrier(len(functions), timeout=SECONDS)

    def run(function):
        barrier.wait()
        return function()

    with ThreadPoolExecutor(len(functions)) as pool:
        futures = [pool.submit(run, function) for function in functions]
        return [future.result(SECONDS * 2) for future in futures]


def race(gate: "Gate", functions) -> list:
    """Call the functions so that all stand at the gate, then open it."""
    functions = list(functions)
    opener = threading.Thread(target=gate.open_for, args=[len(functions)])
    opener.start()
    try:
        return in_parallel(functions)
    finally:
        opener.join()


class Gate:
    """A lock that stops the others at a known place until it is released.

    It is taken by a connection of its own, so a process that waits at the gate can be
    killed there: `with Gate(connect(clone), "LOCK TABLE crm_lead IN SHARE MODE")`.
    """

    def __init__(self, connection, statement: str, parameters=()):
        self._connection = connection
        self._statement = statement
        self._parameters = parameters

    def __enter__(self):
        with self._connection.cursor() as cursor:
            cursor.execute(self._statement, self._parameters or None)
        return self

    def __exit__(self, *_exception):
        self.release()

    def release(self):
        self._connection.rollback()

    def open_for(self, number: int):
        """Open it as soon as so many stand here, in any case at the end."""
        try:
            self.wait_for(number)
        finally:
            self.release()

    def wait_for(self, number: int):
        """Wait until so many others stand at the gate, or behind one that does."""
        wait_until(
            lambda: self._count_waiting() >= number, f"{number} sessions at the gate"
        )

    def _count_waiting(self) -> int:
        with self._connection.cursor() as cursor:
            # Within our transaction the view would be a snapshot of the first look.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            return cursor.fetchone()[0]


def post(url: str, **options) -> requests.Response:
    """POST without a proxy: the server is on this machine."""
    with requests.Session() as session:
        session.trust_env = False
        return session.post(url, timeout=SECONDS, **options)


def api_key(env, user) -> str:
    """Return a key with which a person calls methods over HTTP."""
    # sudo: only an administrator makes keys without an end.
    keys = env["res.users.apikeys"].with_user(user).sudo()
    return keys._generate("rpc", "test", None)


def call(url: str, key: str, model: str, method: str, ids=(), **arguments):
    """Call a public method as the owner of the key, over HTTP; return the answer."""
    return post(
        f"{url}/json/2/{model}/{method}",
        json={"ids": list(ids), **arguments},
        headers={"Authorization": f"Bearer {key}"},
    )


def retried(odoo_env, database, function, seconds: float = SECONDS, on_retry=None):
    """Return `function(env)` of a transaction that was committed.

    Run again in a new transaction when a parallel one interferes, as Odoo does for
    requests, but without its pauses of seconds; `on_retry()` is called each time.
    """
    from odoo.exceptions import ConcurrencyError

    end = time.monotonic() + seconds
    while True:
        try:
            with odoo_env(database) as env:
                return function(env)
        except (psycopg2.DatabaseError, ConcurrencyError) as error:
            passing = lost_connection(error) or isinstance(error, ConcurrencyError)
            if not passing or time.monotonic() > end:
                raise
            if on_retry:
                on_retry()


def lost_connection(error: Exception) -> bool:
    """Whether an error says that the server has gone, not that a statement is wrong.

    psycopg2 raises the bare class when the server ends in the middle of an answer.
    """
    lost = (psycopg2.OperationalError, psycopg2.InterfaceError)
    return isinstance(error, lost) or type(error) is psycopg2.DatabaseError


def broken_rules(odoo_env, database) -> list:
    """Return what the invariants of the dealership find."""
    with odoo_env(database) as env:
        return env["dealer.check"]._run()


def user_groups(env, login: str, *groups: str):
    """Make a person with groups, in the main company.

    :return: res.users
    """
    from odoo.fields import Command

    company = env.ref("base.main_company")
    return env["res.users"].create(
        {
            "name": login.capitalize(),
            "login": login,
            "email": f"{login}@example.com",
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.set([env.ref(group).id for group in groups])],
        }
    )


class Child:
    """A process of Odoo on a database: `output`, `wait`, `kill`."""

    def __init__(self, arguments, log_path: Path):
        self.log_path = log_path
        with log_path.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def is_running(self) -> bool:
        return self._process.poll() is None

    def wait(self, seconds: float = SECONDS) -> int:
        """Wait for the end and return the exit code."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"not ended in {seconds} s:\n{self.output}") from None

    def kill(self):
        """End it by SIGKILL, as a crash would."""
        self._process.kill()
        self._process.wait(SECONDS)


def run_child(folder: Path, *arguments, seconds: float = SECONDS) -> str:
    """Run a process of Odoo to its end, fail unless it ends well; return its output."""
    child = Child(arguments, folder / "child.log")
    assert child.wait(seconds) == 0, child.output
    return child.output


@contextlib.contextmanager
def children(folder: Path):
    """A function that starts children; those still running at the end are killed."""
    started = []

    def start(*arguments) -> Child:
        started.append(Child(arguments, folder / f"child-{len(started)}.log"))
        return started[-1]

    try:
        yield start
    finally:
        for child in started:
            if child.is_running():
                child.kill()


def cron_arguments(clone, action: str) -> list:
    """Arguments of a child that runs a scheduled action (see run_cron.py)."""
    return [RUN_CRON, os.environ["DEALER_TEST_CONF"], clone.name, action]


def wait_for_rollbacks(clone):
    """Wait until nothing that killed processes had begun is open any more."""
    query = (
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND state <> 'idle' AND pid <> pg_backend_pid()"
    )
    wait_until(lambda: not clone.query(query), "killed processes are rolled back")
