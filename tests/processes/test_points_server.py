"""The server is killed while points are reserved and taken.

`DEALER_POINTS_SEEDS` makes it longer: 20 is the full size.
"""

import os
import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from helpers import (
    SECONDS,
    Gate,
    api_key,
    broken_rules,
    call,
    user_groups,
    wait_for_rollbacks,
    wait_until,
)
from test_points import LOCK_CARD, LOCK_ENTRIES, Member, figures, paid_order

# Each starts the server twice.
SERVER_SEEDS = range(int(os.environ.get("DEALER_POINTS_SEEDS", "1")))


def die_at(gate: Gate, one, request):
    """Send a request; kill the server when the request stands at the gate.

    :param one: the server
    :param request: key, model, method and ids for ``call``
    """
    with ThreadPoolExecutor(1) as pool, gate:
        answer = pool.submit(call, one.url, *request)
        gate.wait_for(1)
        one.kill()
        with pytest.raises(Exception, match="[Cc]onnection"):
            answer.result(SECONDS)


def repeat_once(one, request):
    """Sent again to another server it is done; sent once more it is refused."""
    for status in (200, 422):
        answer = call(one.url, *request)
        assert answer.status_code == status, answer.text


def test_server_killed_in_a_redemption(clone, server, connect, odoo_env):
    """The server dies between the order and the points; the repeat does it once."""
    with odoo_env(clone) as env:
        member = Member(env, "Olga Weber", points=300)
        seller = user_groups(env, "anna", "dealer_crm.group_dealer_user")
        key = api_key(env, seller)
        order = paid_order(env(user=seller), member).id
    confirm = (key, "sale.order", "action_confirm", [order])
    gate = Gate(connect(clone), LOCK_CARD, [member.card_id])
    die_at(gate, server(clone), confirm)
    wait_for_rollbacks(clone)
    assert clone.query("SELECT state FROM sale_order WHERE id = %s", [order]) == [
        ("draft",)
    ]
    assert figures(clone, member) == (300, 0, 0, 300)
    assert broken_rules(odoo_env, clone) == []
    repeat_once(server(clone), confirm)
    assert figures(clone, member) == (300, 300, 0, 0)
    assert broken_rules(odoo_env, clone) == []


@pytest.mark.parametrize("seed", SERVER_SEEDS)
def test_killed_server_keeps_what_was_acknowledged(clone, server, odoo_env, seed):
    """The server dies at any moment while orders with points are confirmed.

    What was answered by 200 is there with its points, nothing is there by halves; sent
    again, everything is there once.
    """
    chance = random.Random(seed)
    with odoo_env(clone) as env:
        members = [Member(env, f"Member {n}", 300) for n in range(12)]
        seller = user_groups(env, "anna", "dealer_crm.group_dealer_user")
        key = api_key(env, seller)
        orders = [paid_order(env(user=seller), member).id for member in members]
    first = server(clone)
    acknowledged = set()

    def confirm(order):
        try:
            answer = call(first.url, key, "sale.order", "action_confirm", [order])
        except requests.ConnectionError:
            return
        if answer.status_code == 200:
            acknowledged.add(order)

    with ThreadPoolExecutor(4) as pool:
        games = [pool.submit(confirm, order) for order in orders]
        few = chance.randint(0, 4)
        wait_until(lambda: len(acknowledged) >= few, "some are confirmed")
        time.sleep(chance.uniform(0, 0.2))
        first.kill()
        for game in games:
            game.result(SECONDS)
    wait_for_rollbacks(clone)
    confirmed = {
        order
        for (order,) in clone.query("SELECT id FROM sale_order WHERE state = 'sale'")
    }
    assert acknowledged <= confirmed <= set(orders)
    held = clone.query("SELECT order_id FROM dealer_loyalty_hold WHERE state = 'open'")
    assert sorted(order for (order,) in held) == sorted(confirmed)
    assert broken_rules(odoo_env, clone) == []
    second = server(clone)
    for order in orders:
        answer = call(second.url, key, "sale.order", "action_confirm", [order])
        assert answer.status_code == (422 if order in confirmed else 200), answer.text
    assert {figures(clone, member) for member in members} == {(300, 300, 0, 0)}
    assert broken_rules(odoo_env, clone) == []


def test_server_killed_while_an_invoice_takes_points(clone, server, connect, odoo_env):
    """It dies between the reserved points and their entry: the invoice is no invoice
    yet; posted again it takes them once."""
    with odoo_env(clone) as env:
        member = Member(env, "Olga Weber", points=300)
        clerk = user_groups(
            env,
            "clerk",
            "dealer_crm.group_dealer_staff",
            "account.group_account_invoice",
        )
        key = api_key(env, clerk)
        order = paid_order(env, member)
        order.action_confirm()
        order.order_line.filtered("product_id").qty_delivered = 1
        invoice = order._create_invoices(final=True).id
    post = (key, "account.move", "action_post", [invoice])
    die_at(Gate(connect(clone), LOCK_ENTRIES), server(clone), post)
    wait_for_rollbacks(clone)
    state = "SELECT state FROM account_move WHERE id = %s"
    assert clone.query(state, [invoice]) == [("draft",)]
    assert figures(clone, member) == (300, 300, 0, 0)
    assert broken_rules(odoo_env, clone) == []
    repeat_once(server(clone), post)
    assert figures(clone, member) == (0, 0, 0, 0)
    assert broken_rules(odoo_env, clone) == []
