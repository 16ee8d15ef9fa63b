"""A complaint which is sent several times at the same moment: it is taken once."""

import functools
import re

import pytest
import requests
from helpers import Gate, broken_rules, race

LOCK = "LOCK TABLE dealer_complaint IN SHARE MODE"
SENT = 4


class Visitor:
    """Somebody with the paper and without a login."""

    def __init__(self, address):
        self.address, self.session = address, requests.Session()
        self.session.trust_env = False
        self.page = self.session.get(address, timeout=60).text

    def send(self, form):
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.page).group(1)
        return self.session.post(
            self.address,
            data={
                "csrf_token": token,
                "form": form,
                "step": "workshop",
                "text": "It squeaks as before",
            },
            timeout=120,
        ).text


@pytest.fixture
def address(clone, server, odoo_env):
    """What is behind the code on the papers of an order."""
    with odoo_env(clone) as env:
        partner = env["res.partner"].create({"name": "Pavel Gromov"})
        car = env["dealer.vehicle"].create({"license_plate": "A100BC77"})
        car._set_owner(partner)
        order = env["dealer.service.order"].create({"vehicle_id": car.id})
        path = order._get_complaint_url().removeprefix(order.get_base_url())
    return f"{server(clone).url}{path}"


def test_a_form_is_taken_once(address, clone, connect, odoo_env):
    visitors = [Visitor(address) for _number in range(SENT)]
    form = re.search(r'name="form" value="([0-9a-f]{32})"', visitors[0].page).group(1)
    with Gate(connect(clone), LOCK) as gate:
        pages = race(
            gate, [functools.partial(visitor.send, form) for visitor in visitors]
        )
    ((name,),) = clone.query("SELECT name FROM dealer_complaint")
    assert all(name in page for page in pages)
    assert clone.query("SELECT count(*) FROM mail_activity") == [(1,)]
    assert broken_rules(odoo_env, clone) == []
