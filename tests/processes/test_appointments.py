"""Customers who want the last free time at the same moment: one gets it."""

import functools
import re
from datetime import datetime, timedelta

import pytest
import requests
from helpers import Gate, broken_rules, race

LOCK = "LOCK TABLE dealer_service_appointment IN SHARE MODE"
PEOPLE = 4


class Customer:
    """A portal user with a session of the own."""

    def __init__(self, url, login):
        self.url, self.session = url, requests.Session()
        self.session.trust_env = False
        page = self.session.get(f"{url}/web/login", timeout=60).text
        self.session.post(
            f"{url}/web/login",
            data={"login": login, "password": login, "csrf_token": token_of(page)},
            timeout=60,
        )

    def look(self) -> list[str]:
        page = self.session.get(f"{self.url}/my/service/book", timeout=60).text
        self.token = token_of(page)
        return re.findall(r'id="slot_([^"]+)"', page)

    def book(self, slot: str) -> str:
        return self.session.post(
            f"{self.url}/my/service/book",
            data={"csrf_token": self.token, "slot": slot},
            timeout=120,
        ).text


def token_of(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)


@pytest.fixture
def customers(clone, server, odoo_env):
    """Some customers with a car each, in a workshop with one bay."""
    from odoo.fields import Command

    with odoo_env(clone) as env:
        env["dealer.service.resource"].create({"kind": "bay", "name": "The only bay"})
        for number in range(PEOPLE):
            user = env["res.users"].create(
                {
                    "name": f"Customer {number}",
                    "login": f"customer-{number}",
                    "password": f"customer-{number}",
                    "group_ids": [Command.set([env.ref("base.group_portal").id])],
                }
            )
            car = env["dealer.vehicle"].create({"license_plate": f"A10{number}BC77"})
            car._set_owner(user.partner_id)
    url = server(clone).url
    return [Customer(url, f"customer-{number}") for number in range(PEOPLE)]


def test_last_slot_is_booked_once(customers, clone, connect, odoo_env):
    offered = [customer.look() for customer in customers]
    slot = offered[0][0]
    assert all(times[0] == slot for times in offered)
    with Gate(connect(clone), LOCK) as gate:
        pages = race(
            gate, [functools.partial(customer.book, slot) for customer in customers]
        )
    assert sum("is booked" in page for page in pages) == 1
    losers = [page for page in pages if "just taken" in page]
    assert len(losers) == PEOPLE - 1
    for page in losers:
        times = re.findall(r'id="slot_([^"]+)"', page)
        # The job lasts: what overlaps it is not offered either.
        assert times
        assert slot not in times
        gone = datetime.fromisoformat(slot)
        assert all(
            abs(datetime.fromisoformat(time) - gone) >= timedelta(hours=1)
            for time in times
        )
    (count,) = clone.query("SELECT count(*) FROM dealer_service_appointment")[0]
    assert count == 1
    assert broken_rules(odoo_env, clone) == []
