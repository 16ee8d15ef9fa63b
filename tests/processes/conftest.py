"""Fixtures for tests with real processes, real commits and databases of their own.

    def test_lead_survives_a_kill(clone, server):
        first = server(clone)                       # waits until it answers
        requests.post(first.url + "/dealer/intake/adf", data=..., timeout=30)
        first.kill()                                # SIGKILL, workers too
        second = server(clone, crons=1)
        assert clone.query("SELECT count(*) FROM crm_lead")[0][0] == 1

    def test_two_writers(clone, odoo_env):
        with odoo_env(clone) as env:        # a real cursor, committed at the end
            env["res.partner"].create({"name": "Vera Test"})

`clone`      a fresh database, a copy of the template with all our addons and no data
`new_clone`  a function that makes further ones
`server`     a function that starts Odoo servers; all of them end with the test
`odoo_env`   a function: context manager with an environment in this process
`connect`    a function: psycopg2 connection to a clone

Several processes of pytest-xdist share the tests, each with databases of its own. What
kills the PostgreSQL of all is marked `@pytest.mark.alone` and runs afterwards.

These are plain functions, not Odoo's test classes: Odoo is not in test mode, so mails
are sent (to `smtp_port`, closed by default) and crons commit. Servers listen on the
loopback interface only.
"""

import contextlib
import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg2
import pytest

START_SECONDS = 120
STOP_SECONDS = 30
DROP_TRIES = 20
# As in odoo.service.server; not imported, so that a test needs no registry for it.
SUPERUSER_ID = 1


def setting(name: str) -> str:
    """Return what the launcher passes in the environment."""
    value = os.environ.get(name)
    if not value:
        pytest.fail(f"{name} is not set: run these tests by ./dealer test", False)
    return value


def free_port() -> int:
    """Return a port of the loopback interface that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def connect_to(database: str):
    """Return a psycopg2 connection to a database of the private cluster."""
    return psycopg2.connect(dbname=database)


def run_sql(database: str, statement: str, parameters=()) -> list[tuple]:
    """Run one statement in its own transaction and return its rows, if it has any."""
    connection = connect_to(database)
    # CREATE DATABASE refuses to run inside a transaction.
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def pytest_collection_modifyitems(items):
    """The longest comes first: else one process does it when the others are done."""
    items.sort(key=lambda item: item.path.name != "test_upgrade.py")


class Clone:
    """A database of this test: `name`, `filestore`, `query`."""

    _numbers = itertools.count(1)

    def __init__(self):
        store = Path(setting("DEALER_TEST_FILESTORE"))
        template = setting("DEALER_TEST_TEMPLATE")
        # Each process of pytest-xdist counts for itself.
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        prefix = setting("DEALER_TEST_PREFIX")
        self.name = f"{prefix}_{worker}_{next(self._numbers)}"
        self.filestore = store / self.name
        run_sql("postgres", f'CREATE DATABASE "{self.name}" TEMPLATE "{template}"')
        if (store / template).is_dir():
            # Odoo never changes a stored file in place: links are enough.
            shutil.copytree(store / template, self.filestore, copy_function=os.link)

    def query(self, statement: str, parameters=()) -> list[tuple]:
        """Run one SQL statement, committed, and return its rows."""
        return run_sql(self.name, statement, parameters)

    def drop(self):
        """Drop the database and its files, whoever is still connected."""
        forget_registry(self.name)
        for _attempt in range(DROP_TRIES):
            try:
                run_sql(
                    "postgres", f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)'
                )
                break
            except psycopg2.errors.InsufficientPrivilege:
                # Autovacuum, which belongs to nobody of us, is at work in it.
                time.sleep(0.5)
        shutil.rmtree(self.filestore, ignore_errors=True)


class Server:
    """A running Odoo server: `url`, `port`, `pid`, `log`, `stop()`, `kill()`."""

    def __init__(self, database: str, folder: Path, options: dict, environment: dict):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_path = folder / f"odoo-{self.port}.log"
        defaults = {
            "database": database,
            "db-filter": f"^{database}$",
            "http-port": self.port,
            "gevent-port": free_port(),
            "max-cron-threads": 0,
            "workers": 0,
        }
        arguments = [f"--{key}={value}" for key, value in (defaults | options).items()]
        with self.log_path.open("wb") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    setting("DEALER_TEST_SERVER"),
                    "--config=" + setting("DEALER_TEST_CONF"),
                    *arguments,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=os.environ | environment,
                # A group of its own, so that kill() reaches its workers, too.
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def log(self) -> str:
        """What the server has logged so far."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def is_running(self) -> bool:
        return self._process.poll() is None

    def wait_until_ready(self):
        """Wait until the login page answers 200; fail with the log otherwise."""
        end = time.monotonic() + START_SECONDS
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        while time.monotonic() < end and self.is_running():
            with (
                contextlib.suppress(urllib.error.URLError, OSError),
                opener.open(self.url + "/web/login", timeout=START_SECONDS) as page,
            ):
                if page.status == 200:
                    return
            time.sleep(0.1)
        self.kill()
        pytest.fail("The server did not start:\n" + self.log[-5000:], False)

    def kill(self):
        """End the server and its workers by SIGKILL, as a crash would."""
        if self.is_running():
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait(STOP_SECONDS)

    def stop(self):
        """End the server in good order; by SIGKILL when it does not obey."""
        if self.is_running():
            self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()


def forget_registry(database: str):
    """Close this process's own connections to a database, if it has any."""
    if "odoo.modules.registry" in sys.modules:
        from odoo.modules.registry import Registry
        from odoo.sql_db import close_db

        Registry.delete(database)
        close_db(database)


@pytest.fixture
def new_clone():
    """A function that returns a fresh database; all are dropped after the test."""
    clones = []

    def make() -> Clone:
        clones.append(Clone())
        return clones[-1]

    yield make
    for clone in clones:
        clone.drop()


@pytest.fixture
def clone(new_clone) -> Clone:
    """A fresh database."""
    return new_clone()


@pytest.fixture
def server(new_clone, tmp_path):
    """A function that starts a server and waits until it answers.

    `server(clone, crons=0, environment={}, **options)`: `crons` is the number of cron
    threads, other options are those of Odoo's command line, with underscores
    (`workers=2`, `smtp_port=port`, `limit_time_real=20`).
    """
    # It asks for new_clone so that servers end before their databases are dropped.
    servers = []

    def start(database, crons=0, environment=None, **options) -> Server:
        options = {key.replace("_", "-"): value for key, value in options.items()}
        options["max-cron-threads"] = crons
        name = database.name if isinstance(database, Clone) else database
        servers.append(Server(name, tmp_path, options, environment or {}))
        servers[-1].wait_until_ready()
        return servers[-1]

    yield start
    for one in servers:
        one.stop()


@pytest.fixture(scope="session")
def odoo_config():
    """Odoo's configuration in this process, read once."""
    from odoo.tools import config

    config.parse_config(
        ["-c", setting("DEALER_TEST_CONF"), "--log-level=error"], setup_logging=True
    )
    return config


@pytest.fixture
def odoo_env(odoo_config):
    """A function: `with odoo_env(clone, uid=1, context=None) as env`.

    The cursor is a real one: committed at the end of the block, rolled back after an
    exception. Threads may open one each. Changes that servers made to the registry
    are seen, and changes made here are signalled to them.
    """
    from odoo import api
    from odoo.modules.registry import Registry

    @contextlib.contextmanager
    def opened(database, uid=SUPERUSER_ID, context=None):
        name = database.name if isinstance(database, Clone) else database
        registry = Registry(name).check_signaling()
        try:
            with registry.cursor() as cursor:
                yield api.Environment(cursor, uid, context or {})
        except BaseException:
            registry.reset_changes()
            raise
        registry.signal_changes()

    return opened


@pytest.fixture
def connect():
    """A function that returns a psycopg2 connection to a clone, closed at the end."""
    connections = []

    def opened(database):
        name = database.name if isinstance(database, Clone) else database
        connections.append(connect_to(name))
        return connections[-1]

    yield opened
    for connection in connections:
        connection.close()
