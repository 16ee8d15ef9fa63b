"""Two people at one order or one car at the same moment: nothing happens twice."""

import functools
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from helpers import (
    Gate,
    api_key,
    broken_rules,
    call,
    race,
    user_groups,
    wait_for_rollbacks,
)

LOCK_ORDER = "SELECT FROM dealer_service_order WHERE id = %s FOR UPDATE"
LOCK_SALES = "LOCK TABLE sale_order IN SHARE MODE"
LOCK_READINGS = "LOCK TABLE dealer_vehicle_odometer IN SHARE MODE"
LOCK_CLOCKS = "LOCK TABLE dealer_service_clock IN SHARE MODE"
LOCK_OWNERS = "LOCK TABLE dealer_vehicle_ownership IN SHARE MODE"

ORDERS = "dealer.service.order"
AMOUNT = 1.5 * 2000 + 350


class Workshop:
    """A running server with two advisors, a salesperson each, and one car."""

    def __init__(self, clone, env):
        from odoo.fields import Command

        self.clone, self.server = clone, None
        advisor = "dealer_service.group_service_advisor"
        sales = "dealer_crm.group_dealer_user"
        self.people = {
            "ann": user_groups(env, "ann", advisor),
            "ben": user_groups(env, "ben", advisor),
            "sue": user_groups(env, "sue", sales),
            "tom": user_groups(env, "tom", sales),
        }
        self.keys = {name: api_key(env, user) for name, user in self.people.items()}
        labour = env.ref("dealer_service.product_labour")
        labour.write({"list_price": 2000, "taxes_id": [Command.clear()]})
        fee = env.ref("dealer_service.product_fee")
        fee.write({"list_price": 350, "taxes_id": [Command.clear()]})
        customers = env["res.partner"].create(
            [{"name": "Pavel Gromov"}, {"name": "Inna Lisova"}, {"name": "Leo Brand"}]
        )
        self.customer_ids = customers.ids
        car = env["dealer.vehicle"].create({"vin": "XW8ZZZ61ZHG012345"})
        car._set_owner(customers[0], date(2023, 5, 1))
        self.car_id = car.id

    def new_order(self, env, name="ann", **values):
        """Check a car in, as an advisor does.

        :return: dealer.service.order
        """
        from odoo.fields import Command

        env = env(user=self.people[name])
        lines = [
            Command.create({"kind": "labour", "quantity": 1.5}),
            Command.create({"kind": "fee", "name": "Disposal"}),
        ]
        values = {"vehicle_id": self.car_id, "line_ids": lines, **values}
        return env["dealer.service.order"].create(values)

    def press(self, name, model, method, ids=(), **arguments):
        """Return a function which calls a method over HTTP as one of the people."""
        return functools.partial(
            call, self.server.url, self.keys[name], model, method, ids, **arguments
        )

    def count(self, table: str, where: str = "TRUE") -> int:
        return self.clone.query(f"SELECT count(*) FROM {table} WHERE {where}")[0][0]


@pytest.fixture
def workshop(clone, server, odoo_env) -> Workshop:
    """The workshop with its server running."""
    with odoo_env(clone) as env:
        shop = Workshop(clone, env)
    shop.server = server(clone)
    return shop


# === INVOICE === #


@pytest.mark.parametrize(
    "names",
    [("ann", "ben"), ("ann", "ann", "ann")],
    ids=["two advisors", "one advisor, three clicks"],
)
def test_create_invoice_pressed_at_once(workshop, clone, connect, odoo_env, names):
    """All press Create Invoice at the same moment: one invoice, everybody is served.

    First on an order which has a quotation, then on one which gets it now.
    """
    with odoo_env(clone) as env:
        ready, fresh = workshop.new_order(env), workshop.new_order(env)
        ready.action_start()
        ready.action_ready()
        order_ids = ready.id, fresh.id
    for number, order_id in enumerate(order_ids, start=1):
        with Gate(connect(clone), LOCK_ORDER, [order_id]) as gate:
            presses = [
                workshop.press(name, ORDERS, "action_create_invoice", [order_id])
                for name in names
            ]
            answers = race(gate, presses)
        assert [answer.status_code for answer in answers] == [200] * len(names), [
            answer.text for answer in answers
        ]
        assert workshop.count("account_move") == number
        assert workshop.count("sale_order") == number
        with odoo_env(clone) as env:
            order = env["dealer.service.order"].browse(order_id)
            assert order.invoice_ids.state == "posted"
            assert order.invoice_ids.amount_untaxed == AMOUNT
            assert order.sale_order_ids.state == "sale"
            assert len(order.sale_order_ids.order_line) == 2
            assert order.sale_order_ids.order_line.mapped("qty_invoiced") == [1.5, 1]
    assert broken_rules(odoo_env, clone) == []


@pytest.mark.parametrize("method", ["action_create_quotation", "action_start"])
def test_quotation_made_at_once(workshop, clone, connect, odoo_env, method):
    """Two advisors make the quotation of an order at the same moment: one is made."""
    with odoo_env(clone) as env:
        order_id = workshop.new_order(env).id
    presses = [
        workshop.press(name, ORDERS, method, [order_id]) for name in ("ann", "ben")
    ]
    with Gate(connect(clone), LOCK_SALES) as gate:
        answers = race(gate, presses)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert workshop.count("sale_order") == 1
    assert workshop.count("sale_order_line") == 2
    assert broken_rules(odoo_env, clone) == []


@pytest.mark.parametrize(
    "lock",
    [
        "LOCK TABLE stock_move IN SHARE MODE",
        "LOCK TABLE account_move IN SHARE MODE",
        "LOCK TABLE dealer_warranty_claim IN SHARE MODE",
    ],
    ids=["before the parts", "before the invoice", "before the claim"],
)
def test_server_dies_while_closing(workshop, clone, connect, odoo_env, server, lock):
    """Killed at any step of closing, an order is untouched; the next press does all.

    A customer, a claim, and a part out of the stock.
    """
    with odoo_env(clone) as env:
        order_id = mixed_order(workshop, env)
    press = workshop.press("ann", ORDERS, "action_create_invoice", [order_id])
    with Gate(connect(clone), lock) as gate, ThreadPoolExecutor(1) as pool:
        future = pool.submit(press)
        gate.wait_for(1)
        workshop.server.kill()
        assert future.exception() is not None
    wait_for_rollbacks(clone)
    for table in ("account_move", "dealer_warranty_claim"):
        assert workshop.count(table) == 0
    assert workshop.count("stock_picking", "state = 'done'") == 0
    assert workshop.count("sale_order", "state = 'sale'") == 0
    workshop.server = server(clone)
    again = workshop.press("ann", ORDERS, "action_create_invoice", [order_id])()
    assert again.status_code == 200, again.text
    assert workshop.count("account_move", "state = 'posted'") == 1
    assert workshop.count("dealer_warranty_claim") == 1
    assert workshop.count("stock_picking", "state = 'done'") == 1
    assert broken_rules(odoo_env, clone) == []


def mixed_order(workshop, env) -> int:
    """An order in work with labour for the customer, a part, and a claim."""
    from odoo.fields import Command

    maker = env["res.partner"].create({"name": "Maker"})
    warranty = env.ref("dealer_service.pay_type_warranty")
    warranty.payer_id = maker
    part = env["product.product"].create(
        {"name": "Pads", "type": "consu", "list_price": 500}
    )
    order = workshop.new_order(env)
    order.line_ids = [
        Command.create({"kind": "part", "product_id": part.id}),
        Command.create({"kind": "labour", "pay_type_id": warranty.id}),
    ]
    order.action_start()
    return order.id


def test_clock_started_twice_at_once(workshop, clone, connect, odoo_env):
    """A technician taps Start on two jobs at the same moment: one clock is open."""
    from odoo.fields import Command

    with odoo_env(clone) as env:
        person = user_groups(env, "tec", "dealer_service.group_service_technician")
        workshop.keys["tec"] = api_key(env, person)
        order = workshop.new_order(env)
        order.line_ids = [Command.create({"kind": "labour", "name": "Second"})]
        order.action_start()
        jobs = order.line_ids.filtered(lambda line: line.kind == "labour").ids
    presses = [
        workshop.press("tec", "dealer.service.line", "action_clock_start", [job])
        for job in jobs
    ]
    with Gate(connect(clone), LOCK_CLOCKS) as gate:
        answers = race(gate, presses)
    assert 200 in [answer.status_code for answer in answers]
    for answer in answers:
        assert answer.status_code in (200, 422), answer.text
        if answer.status_code == 422:
            assert "dealer_service_clock" not in answer.json()["message"]
    assert workshop.count("dealer_service_clock", "stop IS NULL") == 1


# === VEHICLE === #


def test_odometer_readings_at_once(workshop, clone, connect, odoo_env):
    """Four orders of one car get their readings at the same moment: all are kept.

    Two are new, two get theirs afterwards. The car shows the reading of the last day.
    """
    days = ["2024-03-02", "2024-03-05", "2024-03-04", "2024-03-03"]
    with odoo_env(clone) as env:
        old = [workshop.new_order(env, date=f"{day} 09:00:00").id for day in days[:2]]
    presses = [
        workshop.press(name, ORDERS, "write", [order_id], vals={"odometer": value})
        for name, order_id, value in zip(
            ("ann", "ben"), old, (41_000, 44_000), strict=True
        )
    ]
    for name, day, value in (("ann", days[2], 43_000), ("ben", days[3], 42_000)):
        vals = {"vehicle_id": workshop.car_id, "odometer": value}
        vals["date"] = f"{day} 09:00:00"
        presses.append(workshop.press(name, ORDERS, "create", vals_list=[vals]))
    with Gate(connect(clone), LOCK_READINGS) as gate:
        answers = race(gate, presses)
    assert [answer.status_code for answer in answers] == [200] * 4, [
        answer.text for answer in answers
    ]
    readings = clone.query(
        "SELECT reading.value, job.odometer, reading.date::text"
        "  FROM dealer_vehicle_odometer reading"
        "  JOIN dealer_service_order job ON job.odometer_id = reading.id"
        " ORDER BY reading.value"
    )
    assert readings == [
        (value, value, f"2024-03-0{number}")
        for number, value in enumerate((41_000, 42_000, 43_000, 44_000), start=2)
    ]
    assert workshop.count("dealer_vehicle_odometer") == 4
    assert clone.query("SELECT odometer, odometer_date::text FROM dealer_vehicle") == [
        (44_000, "2024-03-05")
    ]
    assert "deadlock" not in workshop.server.log.lower()
    assert broken_rules(odoo_env, clone) == []


def test_new_owner_entered_at_once(workshop, clone, connect, odoo_env):
    """Two salespeople enter the owner of one car: one owner, one clear refusal."""
    with odoo_env(clone) as env:
        car_id = env["dealer.vehicle"].create({"license_plate": "A123BC77"}).id
    buyers = workshop.customer_ids[1:]
    presses = [
        workshop.press(
            name,
            "dealer.vehicle.ownership",
            "create",
            vals_list=[{"vehicle_id": car_id, "partner_id": buyer}],
        )
        for name, buyer in zip(("sue", "tom"), buyers, strict=True)
    ]
    with Gate(connect(clone), LOCK_OWNERS) as gate:
        answers = race(gate, presses)
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    [refusal] = [answer for answer in answers if answer.status_code == 422]
    message = refusal.json()["message"]
    assert "another owner" in message
    assert "dealer_vehicle_ownership" not in message
    assert "constraint" not in message.lower()
    winner = 1 - answers.index(refusal)
    assert owners(clone, car_id) == [buyers[winner]]
    assert broken_rules(odoo_env, clone) == []


@pytest.mark.parametrize("owned", [False, True], ids=["in stock", "on commission"])
def test_one_car_delivered_to_two_customers_at_once(
    workshop, clone, connect, odoo_env, owned
):
    """Two salespeople hand one car over from two leads: one does, one is refused.

    A car of the showroom, and one which its owner lets the showroom sell.
    """
    buyers = workshop.customer_ids[1:]
    with odoo_env(clone) as env:
        car = env["dealer.vehicle"].create({"license_plate": "A123BC77"})
        if owned:
            seller = env["res.partner"].browse(workshop.customer_ids[0])
            car._set_owner(seller, date(2023, 5, 1))
        car.state = "stock"
        car_id = car.id
        values = {
            "name": "New car",
            "type": "opportunity",
            "team_id": env.ref("dealer_crm.crm_team_new_cars").id,
            "dealer_vehicle_id": car_id,
        }
        people = workshop.people["sue"], workshop.people["tom"]
        records = env["crm.lead"].create(
            [
                {**values, "partner_id": buyer, "user_id": user.id}
                for user, buyer in zip(people, buyers, strict=True)
            ]
        )
        leads = records.ids
        won = env.ref("dealer_crm.crm_stage_delivered").id
    presses = [
        workshop.press(name, "crm.lead", "write", [lead], vals={"stage_id": won})
        for name, lead in zip(("sue", "tom"), leads, strict=True)
    ]
    with Gate(connect(clone), LOCK_OWNERS) as gate:
        answers = race(gate, presses)
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    [refusal] = [answer for answer in answers if answer.status_code == 422]
    message = refusal.json()["message"]
    assert "dealer_vehicle_ownership" not in message
    assert "constraint" not in message.lower()
    winner = 1 - answers.index(refusal)
    assert owners(clone, car_id) == [buyers[winner]]
    won_leads = clone.query("SELECT id FROM crm_lead WHERE stage_id = %s", [won])
    assert won_leads == [(leads[winner],)]
    assert broken_rules(odoo_env, clone) == []


def owners(clone, car_id) -> list:
    """Who owns a car today."""
    rows = clone.query(
        "SELECT partner_id FROM dealer_vehicle_ownership WHERE vehicle_id = %s"
        " AND role = 'owner' AND daterange(date_from, date_to) @> CURRENT_DATE",
        [car_id],
    )
    return [partner_id for (partner_id,) in rows]
