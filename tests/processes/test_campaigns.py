"""A step of a campaign which is killed in between, and two of its runs at once."""

from datetime import UTC, date, datetime

import pytest
from helpers import (
    Gate,
    children,
    cron_arguments,
    in_parallel,
    run_child,
    wait_for_rollbacks,
)

# Two slices of a step.
GUESTS, SLICE = 150, 100
RUN = "utm.campaign:_cron_run"


@pytest.fixture
def campaign(clone, odoo_env):
    """A running campaign with one letter to people who agreed; id of its step."""
    with odoo_env(clone) as env:
        # In the afternoon of the showroom, whenever the test runs.
        offset = 13 - datetime.now(UTC).hour
        env.company.resource_calendar_id.tz = f"Etc/GMT{-offset:+d}"
        env.company.email = "showroom@mail.test"
        guests = env["res.partner"].create(
            [
                {
                    "name": f"Guest {number}",
                    "email": f"guest{number}@mail.test",
                    "function": "guest",
                }
                for number in range(GUESTS)
            ]
        )
        purpose = env.ref("dealer_marketing.purpose_offers")
        env["dealer.consent"]._record(guests, [(purpose, "email", "granted")], "desk")
        group = env["mailing.filter"].create(
            {
                "name": "Guests",
                "mailing_model_id": env["ir.model"]._get_id("res.partner"),
                "mailing_domain": "[('function', '=', 'guest')]",
            }
        )
        template = env.ref("dealer_marketing.mail_template_come_back")
        step = {"name": "Letter", "kind": "mail", "template_id": template.id}
        campaign = env["utm.campaign"].create(
            {
                "title": "Spring",
                "dealer_is_campaign": True,
                "dealer_filter_id": group.id,
                "dealer_purpose_id": purpose.id,
                "dealer_company_id": env.company.id,
                "dealer_start_on": date(2026, 1, 1),
                "dealer_holdout": 0,
                "dealer_step_ids": [(0, 0, step)],
            }
        )
        campaign.action_dealer_start()
        return campaign.dealer_step_ids.id


def count(clone):
    """(letters, people with one, marks of opening, contacts, reservations)."""
    statements = (
        "SELECT count(*) FROM mail_mail WHERE mailing_id IS NOT NULL",
        "SELECT count(DISTINCT res_partner_id) FROM mail_mail_res_partner_rel",
        "SELECT count(*) FROM mailing_trace",
        "SELECT count(*) FROM dealer_campaign_contact",
        "SELECT count(*) FROM dealer_contact_claim",
    )
    return tuple(clone.query(statement)[0][0] for statement in statements)


def test_killed_while_letters_are_written(clone, campaign, connect, tmp_path):
    """The first slice is noted and its letters are there, but not their marks."""
    lock = "LOCK TABLE mailing_trace IN SHARE MODE"
    with children(tmp_path) as start, Gate(connect(clone), lock) as gate:
        first = start(*cron_arguments(clone, RUN))
        gate.wait_for(1)
        first.kill()
    wait_for_rollbacks(clone)
    assert count(clone) == (0, 0, 0, 0, 0)
    run_child(tmp_path, *cron_arguments(clone, RUN))
    assert count(clone) == (GUESTS,) * 5
    run_child(tmp_path, *cron_arguments(clone, RUN))
    assert count(clone) == (GUESTS,) * 5


def test_killed_in_the_second_slice(clone, campaign, connect, tmp_path):
    taken = """
        INSERT INTO dealer_campaign_contact
               (step_id, campaign_id, partner_id, date, state)
        SELECT step.id, step.campaign_id, max(guest.id), now(), 'sent'
          FROM dealer_campaign_step step, res_partner guest
         WHERE step.id = %s AND guest.function = 'guest'
      GROUP BY step.id, step.campaign_id
    """
    with (
        children(tmp_path) as start,
        Gate(connect(clone), taken, [campaign]) as gate,
    ):
        first = start(*cron_arguments(clone, RUN))
        # It waits for the contact of the last guest, with one slice committed.
        gate.wait_for(1)
        assert count(clone) == (SLICE,) * 5
        first.kill()
    wait_for_rollbacks(clone)
    assert count(clone) == (SLICE,) * 5
    run_child(tmp_path, *cron_arguments(clone, RUN))
    assert count(clone) == (GUESTS,) * 5


def test_two_runs_at_once(clone, campaign, tmp_path):
    """Started by hand beside the scheduled one: who is late waits or fails, whole."""
    folders = [tmp_path / name for name in "ab"]
    for folder in folders:
        folder.mkdir()

    def run(folder):
        with children(folder) as start:
            child = start(*cron_arguments(clone, RUN))
            return child.wait(), child.output

    codes = in_parallel(lambda folder=folder: run(folder) for folder in folders)
    failed = [output for code, output in codes if code]
    assert len(failed) < len(codes), codes
    assert all("could not serialize" in output for output in failed), failed
    run_child(tmp_path, *cron_arguments(clone, RUN))
    assert count(clone) == (GUESTS,) * 5
