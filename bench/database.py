"""The populated database, its clones, and Odoo in this process."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
from psycopg2.errors import InsufficientPrivilege, ObjectInUse

ROOT = Path(__file__).resolve().parent.parent
SEED = 19
CUSTOMERS_PER_SCALE = 400


def setting(name: str) -> str:
    """What the launcher passes in the environment."""
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"{name} is not set: start the measurements by ./dealer bench")
    return value


def connect(name: str):
    """A psycopg2 connection to a database of the private cluster."""
    return psycopg2.connect(dbname=name)


def execute(statement: str, name: str = "postgres") -> list[tuple]:
    """Run one statement outside of a transaction; return its rows."""
    connection = connect(name)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def exists(name: str) -> bool:
    """Whether there is a database of this name."""
    return bool(execute(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def clone(source: str, target: str):
    """Copy a database with its files."""
    drop(target)
    execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    store = Path(setting("DEALER_BENCH_FILESTORE"))
    if (store / source).is_dir():
        # Odoo never changes a stored file in place: links are enough.
        shutil.copytree(store / source, store / target, copy_function=os.link)


def drop(name: str):
    """Drop a database and its files."""
    for _attempt in range(60):
        try:
            execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            break
        except (InsufficientPrivilege, ObjectInUse):
            # Autovacuum works in it, which belongs to nobody; it ends by itself.
            time.sleep(2)
    else:
        raise SystemExit(f"Autovacuum does not leave {name}.")
    store = Path(setting("DEALER_BENCH_FILESTORE"))
    shutil.rmtree(store / name, ignore_errors=True)


def vacuum(name: str):
    """Bring a database into the state in which autovacuum keeps a running one."""
    execute("VACUUM ANALYZE", name)


def populated(customers: int) -> str:
    """The name of the database with so many customers; made when it is missing.

    Databases of an older state of the addons are dropped.
    """
    template = setting("DEALER_BENCH_TEMPLATE")
    name = f"dealer_bench_{template.rpartition('_')[2]}_{customers}"
    for (old,) in execute(
        r"SELECT datname FROM pg_database WHERE datname LIKE 'dealer\_bench\_%'"
    ):
        if template.rpartition("_")[2] not in old:
            drop(old)
    if not exists(name):
        work = "dealer_bench_new"
        started = time.monotonic()
        print(f"Populating a dealership with {customers:,} customers ...", flush=True)
        clone(template, work)
        _populate(work, max(1, round(customers / CUSTOMERS_PER_SCALE)))
        vacuum(work)
        execute(f'ALTER DATABASE "{work}" RENAME TO "{name}"')
        store = Path(setting("DEALER_BENCH_FILESTORE"))
        if (store / work).is_dir():
            (store / work).rename(store / name)
        print(f"  done in {time.monotonic() - started:.0f} s", flush=True)
    return name


def _populate(name: str, scale: int):
    script = ROOT / "launcher" / "populate.py"
    command = [sys.executable, script, conf(name), name, str(scale), str(SEED)]
    log = Path(setting("DEALER_BENCH_CONF")).with_name("bench-populate.log")
    with log.open("w") as file:
        code = subprocess.run(command, stdout=file, stderr=file, check=False).returncode
    if code:
        raise SystemExit(f"The population failed. Its log: {log}")


def conf(name: str) -> str:
    """Write a configuration file for a database; return its path."""
    source = Path(setting("DEALER_BENCH_CONF"))
    target = source.with_name(f"bench-{name}.conf")
    lines = [
        line
        for line in source.read_text().splitlines()
        if not line.startswith(("db_name", "dbfilter"))
    ]
    lines += [f"db_name = {name}", f"dbfilter = ^{name}$", ""]
    target.write_text("\n".join(lines))
    return str(target)


@contextlib.contextmanager
def environment(name: str, login: str | None = None):
    """Odoo's environment on a database, as a person or as the system."""
    from odoo import SUPERUSER_ID, api

    with load(name).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        if login:
            user = env["res.users"].search([("login", "=", login)])
            env = env(
                user=user.id, context={"allowed_company_ids": user.company_ids.ids}
            )
        yield env


def load(name: str):
    """The registry of a database in this process."""
    from odoo.modules.registry import Registry
    from odoo.tools import config

    # Parallel writers that get into each other's way are counted, not logged.
    if not config.get("db_name"):
        config.parse_config(
            ["-c", conf(name), "--log-level=critical"], setup_logging=True
        )
    return Registry(name)


def forget(name: str):
    """Close this process's own connections to a database."""
    from odoo.modules.registry import Registry
    from odoo.sql_db import close_db

    Registry.delete(name)
    close_db(name)


@contextlib.contextmanager
def server(name: str, port: int, workers: int):
    """A running Odoo server; its address."""
    import requests

    command = [
        sys.executable,
        setting("DEALER_BENCH_SERVER"),
        f"--config={conf(name)}",
        f"--http-port={port}",
        f"--gevent-port={port + 1}",
        f"--workers={workers}",
        "--max-cron-threads=0",
        "--log-level=error",
    ]
    url = f"http://127.0.0.1:{port}"
    log = Path(setting("DEALER_BENCH_CONF")).with_name("bench-server.log")
    with log.open("w") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file)
    try:
        end = time.monotonic() + 120
        while True:
            with contextlib.suppress(requests.RequestException):
                if requests.get(f"{url}/web/login", timeout=60).ok:
                    break
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"The server did not start. Its log: {log}")
            time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(60)
