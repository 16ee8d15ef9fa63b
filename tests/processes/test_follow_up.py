"""The night of the follow-ups: killed in between, and two of them at once."""

from datetime import date

import pytest
from helpers import (
    Gate,
    children,
    cron_arguments,
    in_parallel,
    run_child,
    wait_for_rollbacks,
)

# More than one slice.
CUSTOMERS = 520
NIGHT = "dealer.follow.up.rule:_cron_plan"
TASKS = """
    SELECT count(*), count(DISTINCT (task.res_id, template.delay_count))
      FROM mail_activity task
      JOIN dealer_follow_up_run run ON run.id = task.dealer_follow_up_run_id
      JOIN mail_activity_plan_template template
        ON template.summary ->> 'en_US' = task.summary
"""


@pytest.fixture
def birthdays(clone, odoo_env):
    """A rule with two steps, and customers whose birthday is today."""
    with odoo_env(clone) as env:
        today = date.today()
        plan = env["mail.activity.plan"].create(
            {"name": "Night", "res_model": "res.partner", "company_id": False}
        )
        env["mail.activity.plan.template"].create(
            [
                {
                    "plan_id": plan.id,
                    "activity_type_id": env.ref("mail.mail_activity_data_call").id,
                    "summary": f"Night {days}",
                    "delay_count": days,
                    "delay_from": "after_plan_date",
                    "responsible_type": "dealer_manager",
                }
                for days in (0, 30)
            ]
        )
        rule = env["dealer.follow.up.rule"].create(
            {
                "name": "Night",
                "event": "birthday",
                "plan_id": plan.id,
                "stop_opt_out": False,
                "state": "active",
                "active_from": today,
            }
        )
        rule_id, user_id = rule.id, env.ref("base.user_admin").id
    clone.query(
        """
        INSERT INTO res_partner (name, complete_name, active, partner_share, type,
                                 lang, user_id, autopost_bills, dealer_birthdate)
        SELECT 'Guest ' || n, 'Guest ' || n, TRUE, TRUE, 'contact', 'en_US', %s, 'ask',
               make_date(1980, %s, least(%s, 28))
          FROM generate_series(1, %s) n
        """,
        (user_id, today.month, today.day, CUSTOMERS),
    )
    return rule_id


def count(clone):
    """(tasks, different ones, rows of occasions)."""
    return (
        *clone.query(TASKS)[0],
        clone.query("SELECT count(*) FROM dealer_follow_up_run")[0][0],
    )


def test_killed_in_the_second_slice(clone, birthdays, connect, tmp_path):
    last = clone.query("SELECT max(id) FROM res_partner")[0][0]
    taken = """
        INSERT INTO dealer_follow_up_run
               (rule_id, res_model, res_id, partner_id, occurrence, since,
                planned_on, state)
        SELECT %s, 'res.partner', id, id, day, day, day, 'planned'
          FROM res_partner, LATERAL (SELECT (dealer_birthdate + make_interval(years =>
               (date_part('year', now()) - date_part('year', dealer_birthdate))::int
               ))::date AS day) same
         WHERE id = %s
    """
    with (
        children(tmp_path) as start,
        Gate(connect(clone), taken, (birthdays, last)) as gate,
    ):
        first = start(*cron_arguments(clone, NIGHT))
        # It waits for the row of the last customer, with one slice committed.
        gate.wait_for(1)
        assert count(clone) == (1000, 1000, 500)
        first.kill()
    wait_for_rollbacks(clone)
    assert count(clone) == (1000, 1000, 500)
    run_child(tmp_path, *cron_arguments(clone, NIGHT))
    assert count(clone) == (2 * CUSTOMERS, 2 * CUSTOMERS, CUSTOMERS)


def test_two_nights_at_once(clone, birthdays, tmp_path):
    folders = [tmp_path / name for name in "ab"]
    for folder in folders:
        folder.mkdir()
    in_parallel(
        lambda folder=folder: run_child(folder, *cron_arguments(clone, NIGHT))
        for folder in folders
    )
    assert count(clone) == (2 * CUSTOMERS, 2 * CUSTOMERS, CUSTOMERS)
