"""Imports in the background: killed in the middle, stopped, run twice at once."""

import base64

import pytest
from helpers import Gate, broken_rules, children, cron_arguments, wait_until

CRON = "dealer_import.ir_cron_run"
# The same work past the lock of the scheduler.
CRON_BESIDE = "dealer.import:_cron_run"
ROWS = 1700


def file_of(count: int) -> bytes:
    """Return a file of customers; every hundredth row cannot be imported."""
    lines = ["name;phone;email;city"]
    for number in range(count):
        email = "no address" if number % 100 == 99 else f"c{number}@example.com"
        lines.append(f"Customer {number:04d};+7913{number:07d};{email};Omsk")
    return "\n".join(lines).encode()


@pytest.fixture
def job(clone, odoo_env):
    """Id of a started import."""
    with odoo_env(clone) as env:
        env.company.country_id = env.ref("base.ru")
        record = env["dealer.import"].create(
            {
                "source": "Old system",
                "file_name": "customers.csv",
                "file": base64.b64encode(file_of(ROWS)),
            }
        )
        record.action_start()
        return record.id


def progress(clone, job):
    return clone.query(
        "SELECT state, row_count, created_count, rejected_count FROM dealer_import"
        " WHERE id = %s",
        [job],
    )[0]


def customers(clone) -> int:
    return clone.query(
        "SELECT count(*) FROM res_partner WHERE name LIKE 'Customer 0%%'"
        " OR name LIKE 'Customer 1%%'"
    )[0][0]


def sessions(clone) -> int:
    return clone.query(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND state <> 'idle'"
    )[0][0]


def assert_whole(clone, odoo_env, job):
    """Every row is there once: imported or rejected."""
    rejected = ROWS // 100
    assert progress(clone, job) == ("done", ROWS, ROWS - rejected, rejected)
    assert customers(clone) == ROWS - rejected
    names = clone.query(
        "SELECT count(DISTINCT name) FROM res_partner WHERE name LIKE 'Customer %%'"
    )
    assert names == [(ROWS - rejected,)]
    assert clone.query("SELECT count(*) FROM dealer_import_remark") == [(rejected,)]
    assert broken_rules(odoo_env, clone) == []


def run_until_done(clone, start, job):
    for _attempt in range(5):
        child = start(*cron_arguments(clone, CRON))
        assert child.wait() == 0, child.output
        if progress(clone, job)[0] == "done":
            return
    raise AssertionError(progress(clone, job))


def test_killed_in_the_middle(clone, odoo_env, connect, tmp_path, job):
    """Killed within a slice: its rows are gone, those before it stay; then go on.

    The process is stopped where it writes the third slice's keys, so that customers
    of that slice are written already but not committed.
    """
    with children(tmp_path) as start:
        child = start(*cron_arguments(clone, CRON))
        wait_until(lambda: progress(clone, job)[1] >= 500, "the first slice")
        with Gate(connect(clone), "LOCK TABLE dealer_import_key IN SHARE MODE") as gate:
            gate.wait_for(1)
            done = progress(clone, job)[1]
            child.kill()
        wait_until(lambda: not sessions(clone), "sessions of the dead process")
        state, rows, created, rejected = progress(clone, job)
        assert (state, rows) == ("running", done)
        assert 0 < done < ROWS
        assert customers(clone) == created == rows - rejected
        run_until_done(clone, start, job)
    assert_whole(clone, odoo_env, job)


def test_killed_at_any_moment(clone, odoo_env, tmp_path, job):
    """Killed after each slice, wherever it stands then."""
    with children(tmp_path) as start:
        for aim in (1, 501, 1001):
            child = start(*cron_arguments(clone, CRON))
            wait_until(
                lambda aim=aim, child=child: (
                    progress(clone, job)[1] >= aim or not child.is_running()
                ),
                "a slice",
            )
            child.kill()
            wait_until(lambda: not sessions(clone), "sessions of the dead process")
            _state, rows, created, rejected = progress(clone, job)
            assert customers(clone) == created == rows - rejected
        run_until_done(clone, start, job)
    assert_whole(clone, odoo_env, job)


def test_two_processes_share_the_work(clone, odoo_env, connect, tmp_path, job):
    """Two at once: each slice is imported by one of them."""
    with (
        children(tmp_path) as start,
        Gate(connect(clone), "LOCK TABLE dealer_import_key IN SHARE MODE") as gate,
    ):
        first = start(*cron_arguments(clone, CRON))
        gate.wait_for(1)
        # It finds the slice taken and leaves at once.
        second = start(*cron_arguments(clone, CRON_BESIDE))
        assert second.wait() == 0, second.output
        gate.release()
        third = start(*cron_arguments(clone, CRON_BESIDE))
        assert third.wait() == 0, third.output
        assert first.wait() == 0, first.output
        run_until_done(clone, start, job)
    assert_whole(clone, odoo_env, job)


def test_stopped_by_its_owner(clone, odoo_env, connect, tmp_path, job):
    """The owner stops a running import, and it goes on later."""
    with children(tmp_path) as start:
        with Gate(connect(clone), "LOCK TABLE dealer_import_key IN SHARE MODE") as gate:
            child = start(*cron_arguments(clone, CRON))
            gate.wait_for(1)
            # Nobody waits for the slice that is at work.
            with odoo_env(clone) as env:
                env["dealer.import"].browse(job).action_pause()
        assert child.wait() == 0, child.output
        state, rows, created, rejected = progress(clone, job)
        assert state == "paused"
        assert rows < ROWS
        assert customers(clone) == created == rows - rejected
        with odoo_env(clone) as env:
            env["dealer.import"].browse(job).action_start()
        run_until_done(clone, start, job)
    assert_whole(clone, odoo_env, job)
