"""Merges of the same people at the same moment, and one that dies half way."""

import threading

import pytest
import requests
from helpers import (
    SECONDS,
    Gate,
    api_key,
    broken_rules,
    call,
    in_parallel,
    race,
    user_groups,
    wait_until,
)

WIZARD = "dealer.merge.wizard"
LEADS = 20


@pytest.fixture
def people(clone, odoo_env):
    """Two contacts with leads and cards, a salesperson's key and two prepared merges.

    :return: dict: ids of the contacts, wizards (the second the other way round), key
    """
    with odoo_env(clone) as env:
        user = user_groups(env, "seller", "dealer_crm.group_dealer_user")
        partners = env["res.partner"].create(
            [
                {"name": "Pavel Orlov", "phone": "+7 495 200-30-40"},
                {"name": "P. Orlov", "phone": "+7 495 200-30-41"},
            ]
        )
        env["crm.lead"].create(
            [
                {"name": f"Lead {number}", "partner_id": partner.id}
                for number in range(LEADS)
                for partner in partners
            ]
        )
        wizards = env[WIZARD].with_user(user)
        return {
            "partners": partners.ids,
            "wizards": [
                wizards.create({"partner_ids": partners.ids, "target_id": target.id}).id
                for target in partners
            ],
            "key": api_key(env, user),
        }


def owners(clone) -> dict:
    return dict(
        clone.query("SELECT partner_id, count(*) FROM crm_lead GROUP BY partner_id")
    )


def active(clone, people) -> list:
    rows = clone.query(
        "SELECT id FROM res_partner WHERE active AND id = ANY(%s) ORDER BY id",
        [people["partners"]],
    )
    return [row[0] for row in rows]


def merge(url, people, number):
    return call(url, people["key"], WIZARD, "action_merge", [people["wizards"][number]])


@pytest.mark.parametrize("second", [0, 1], ids=["same", "opposite"])
def test_parallel_merges_of_the_same_people(
    clone, people, server, connect, odoo_env, second
):
    """One wins, the other one is told that it is done already; also crosswise."""
    url = server(clone).url
    # Where the first one writes its log, at the end; the second one waits for it.
    with Gate(connect(clone), "LOCK TABLE dealer_merge IN SHARE MODE") as gate:
        answers = race(
            gate, [lambda n=number: merge(url, people, n) for number in (0, second)]
        )
    assert sorted(answer.ok for answer in answers) == [False, True]
    refused = next(answer for answer in answers if not answer.ok)
    assert refused.status_code == 422, refused.text
    assert "already" in refused.json()["message"]
    assert clone.query("SELECT count(*) FROM dealer_merge") == [(1,)]
    [winner] = active(clone, people)
    assert owners(clone) == {winner: 2 * LEADS}
    assert broken_rules(odoo_env, clone) == []


def test_parallel_undo_gives_back_once(clone, people, server, connect, odoo_env):
    url = server(clone).url
    assert merge(url, people, 0).ok
    [(number,)] = clone.query("SELECT id FROM dealer_merge")
    answers = in_parallel(
        [lambda: call(url, people["key"], "dealer.merge", "action_undo", [number])] * 2
    )
    assert sorted(answer.ok for answer in answers) == [False, True]
    assert active(clone, people) == people["partners"]
    assert owners(clone) == dict.fromkeys(people["partners"], LEADS)
    assert broken_rules(odoo_env, clone) == []


@pytest.mark.parametrize("step", ["merge", "undo"])
def test_killed_half_way_leaves_nothing(clone, people, server, connect, odoo_env, step):
    """The server dies after it has moved everything, before it is done."""
    first = server(clone)
    table, done = "dealer_merge", []
    if step == "undo":
        assert merge(first.url, people, 0).ok
        done = clone.query("SELECT id FROM dealer_merge")
        # The last thing an undo does: a note on each contact.
        table = "mail_message"
    before = (owners(clone), active(clone, people))

    def request():
        try:
            if done:
                call(first.url, people["key"], "dealer.merge", "action_undo", done[0])
            else:
                merge(first.url, people, 0)
        except requests.RequestException:
            return

    sender = threading.Thread(target=request)
    with Gate(connect(clone), f"LOCK TABLE {table} IN SHARE MODE") as gate:
        sender.start()
        gate.wait_for(1)
        first.kill()
    sender.join(SECONDS)
    wait_until(
        lambda: (
            not clone.query(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                " AND state LIKE 'idle in transaction%'"
            )
        ),
        "the dead server's sessions end",
    )
    assert (owners(clone), active(clone, people)) == before
    second = server(clone)
    if done:
        answer = call(second.url, people["key"], "dealer.merge", "action_undo", done[0])
    else:
        answer = merge(second.url, people, 0)
    assert answer.ok, answer.text
    assert len(active(clone, people)) == (2 if done else 1)
    assert broken_rules(odoo_env, clone) == []
