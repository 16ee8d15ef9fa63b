"""A person is forgotten: looked for in a dump of the database and in the files.

Every text planted on the person has the same odd word in it; afterwards it may be
found only in what the law keeps: the file with the customer's name and address, and
the printed invoice.
"""

import base64
import subprocess

import pytest
from helpers import broken_rules, cron_arguments, run_child, user_groups

WORD = "zqxvj"
NAME = "Zqxvjanna Zqxvjlova"
PHONE = "+7 917 555-01-77"
EMAIL = "zqxvj.anna@mail.example"
# As a person or a machine writes the number.
NEEDLES = (WORD, "9175550177", "917 555-01-77", "(917) 555")
VIN = "XW8ZZZ61ZHG012345"

FILE = f"""Customer number;name;phone;email;comment
Z-1;Leo Brand;+79135550101;leo@mail.example;keeps
Zqxvj-77;{NAME};{PHONE};;zqxvj says no
"""
ADF = f"""<?xml version="1.0"?><adf><prospect><id source="p">77</id>
<requestdate>2026-03-14T18:42:07+03:00</requestdate>
<vehicle interest="buy"><year>2026</year><make>lada</make><model>vesta</model></vehicle>
<customer><contact><name part="full">{NAME}</name><phone>{PHONE}</phone>
<email>{EMAIL}</email></contact><comments>zqxvj wants a call</comments></customer>
</prospect></adf>"""
# What has to be the same before and after.
BOOKS = {
    "journal items": "SELECT count(*), sum(debit), sum(credit), sum(amount_residual)"
    " FROM account_move_line",
    "invoices": "SELECT id, name, state, payment_state, amount_total, partner_id,"
    " invoice_date FROM account_move ORDER BY id",
    "payments": "SELECT id, amount, state, partner_id FROM account_payment ORDER BY id",
    "sales": "SELECT id, name, state, amount_total, partner_id FROM sale_order"
    " ORDER BY id",
    "car": "SELECT id, vin, license_plate, owner_id, odometer FROM dealer_vehicle"
    " ORDER BY id",
    "owners": "SELECT id, vehicle_id, partner_id, role, date_from, date_to"
    " FROM dealer_vehicle_ownership ORDER BY id",
    "readings": "SELECT id, vehicle_id, date, value FROM dealer_vehicle_odometer"
    " ORDER BY id",
    "visits": "SELECT id, name, state, date, odometer, vehicle_id, partner_id"
    " FROM dealer_service_order ORDER BY id",
    "work": "SELECT id, order_id, kind, name, quantity, price_unit"
    " FROM dealer_service_line ORDER BY id",
    "points": "SELECT id, card_id, seq, kind, points, balance_after, date"
    " FROM dealer_loyalty_entry WHERE kind <> 'expire' ORDER BY id",
}


class House:
    """A dealership in which one person has left traces everywhere."""

    def __init__(self, env):
        self.env = env
        env.company.country_id = env.ref("base.ru")
        user = user_groups(
            env,
            "boss",
            "dealer_crm.group_dealer_manager",
            "dealer_crm.group_dealer_privacy",
        )
        self.boss = user.id
        self.partner = env["res.partner"].create(
            {
                "name": NAME,
                "phone": PHONE,
                "email": EMAIL,
                "ref": "zqxvj-ref",
                "street": "zqxvj lane 3",
                "city": "Zqxvjgrad",
                "vat": False,
                "comment": "zqxvj hates Mondays",
                "function": "zqxvj",
                "website": "http://zqxvj.example",
                "barcode": "zqxvj1",
                "dealer_birthdate": "1961-04-05",
                "image_1920": base64.b64encode(_picture()),
            }
        )
        self.address = env["res.partner"].create(
            {"name": "Zqxvj datcha", "type": "other", "parent_id": self.partner.id}
        )
        self.car = env["dealer.vehicle"].create({"vin": VIN, "license_plate": "A123BC"})
        self.car._set_owner(self.partner, "2023-05-01")
        self.make_talk()
        self.make_documents()
        self.make_points()
        self.make_files()
        self.make_login()

    def make_talk(self):
        from odoo.fields import Command

        env, partner = self.env, self.partner
        source = env["dealer.intake.source"].create(
            {"name": "Portal", "team_id": env["crm.team"].search([], limit=1).id}
        )
        inbox, _new = env["dealer.inbox"]._store(source, ADF.encode())
        inbox._process()
        assert inbox.state == "done", inbox.error
        assert inbox.lead_ids.partner_id == partner
        broken, _new = env["dealer.inbox"]._store(source, f"<adf>{EMAIL}".encode())
        broken._process()
        assert broken.state == "quarantine"
        lead = inbox.lead_ids
        lead.write({"contact_name": NAME, "email_cc": EMAIL, "referred": "zqxvj aunt"})
        for record in (partner, lead, self.car):
            record.message_post(
                body=f"<p>{NAME} zqxvj, {PHONE}</p>"
                if record != self.car
                else f"<p>Ask {NAME}: +7 (917) 555-01-77 or {EMAIL}</p>",
                attachments=[("zqxvj.txt", f"{WORD} in a {record._name}".encode())]
                if record != self.car
                else [],
                message_type="comment",
            )
            record.activity_schedule(
                "mail.mail_activity_data_todo", summary=f"Call {NAME}", user_id=1
            )
        lead.activity_ids.action_feedback("zqxvj was not at home")
        env["mail.message"].create(
            {"author_id": partner.id, "email_from": EMAIL, "body": "zqxvj answers"}
        )
        env["mail.mail"].create(
            {
                "subject": "zqxvj news",
                "body_html": f"<p>Dear {NAME}</p>",
                "email_to": EMAIL,
                "recipient_ids": [Command.set(partner.ids)],
                "state": "outgoing",
            }
        )
        env["sms.sms"].create(
            {"partner_id": partner.id, "number": PHONE, "body": "zqxvj is ready"}
        )
        env["mail.blacklist"]._add(EMAIL)
        env["phone.blacklist"].add("+79175550177")
        env["calendar.event"].create(
            {
                "name": f"Test drive {NAME}",
                "description": "zqxvj comes",
                "start": "2026-05-01 10:00:00",
                "stop": "2026-05-01 11:00:00",
                "location": "zqxvj lane",
                "partner_ids": [Command.set(partner.ids)],
            }
        )

    def make_documents(self):
        from odoo.fields import Command

        env, partner = self.env, self.partner
        labour = env.ref("dealer_service.product_labour")
        labour.write({"list_price": 2000, "taxes_id": [Command.clear()]})
        order = env["dealer.service.order"].create(
            {
                "vehicle_id": self.car.id,
                "concern": f"zqxvj hears noises, call {PHONE}",
                "odometer": 43_210,
                "line_ids": [Command.create({"kind": "labour", "quantity": 1.5})],
            }
        )
        assert order.partner_id == partner
        order.message_post(body="zqxvj waits", attachments=[("z.txt", b"zqxvj signed")])
        order.action_start()
        order.action_ready()
        order.action_create_invoice()
        sale, invoice = order.sale_order_ids, order.invoice_ids
        sale.write({"client_order_ref": "zqxvj 5", "signed_by": NAME})
        sale.message_post(body=f"Signed by {NAME}")
        invoice.message_post(body=f"Dear {NAME}")
        env["ir.attachment"].create(
            {
                "name": "customer-copy.pdf",
                "res_model": "account.move",
                "res_id": invoice.id,
                "raw": b"%PDF-1.4 printed for zqxvj",
            }
        )
        self.unpaid = invoice.id
        self.order = order.id

    def make_points(self):
        from odoo.fields import Command

        env = self.env
        club = env["loyalty.program"].create(
            {
                "name": "Club",
                "dealer_club": True,
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "company_id": False,
                "currency_id": env.company.currency_id.id,
                "rule_ids": [Command.clear()],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": 1,
                            "discount_mode": "per_point",
                            "required_points": 1,
                        }
                    )
                ],
            }
        )
        card = self.partner._dealer_enrol(club)
        env["dealer.loyalty.ledger"]._post(
            card, "adjust", 250, "gift", description="Birthday of zqxvj"
        )
        self.card, self.code = card.id, card.code

    def make_files(self):
        env = self.env
        twin = env["res.partner"].create({"name": "Zqxvjana L.", "phone": PHONE})
        env["dealer.merge"]._merge(self.partner, twin)
        other = env["res.partner"].create({"name": "Bob Neutral"})
        env["dealer.duplicate"]._store([(self.partner, other, None)])
        job = env["dealer.import"].create(
            {
                "source": "Old",
                "file_name": "zqxvj.csv",
                "name": "Old customers",
                "file": base64.b64encode(FILE.encode()),
            }
        )
        job.action_start()
        job._run()
        assert (job.state, job.created_count) == ("done", 1), job.remark_ids
        # Its name is of the person's making.
        job.file_name = "customers.csv"
        self.job = job.id
        env["ir.attachment"].create(
            {
                "name": "passport.txt",
                "res_model": "res.partner",
                "res_id": self.partner.id,
                "raw": b"zqxvj passport",
            }
        )

    def make_login(self):
        from odoo.fields import Command

        self.env["res.users"].create(
            {
                "name": NAME,
                "login": EMAIL,
                "partner_id": self.partner.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )


def _picture() -> bytes:
    import io

    from PIL import Image

    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(stream, "PNG")
    return stream.getvalue()


def grep_dump(clone) -> list[str]:
    """Lines of a dump which name the person, with the table before."""
    dump = subprocess.run(
        ["pg_dump", "--no-owner", clone.name], capture_output=True, check=True
    ).stdout.decode()
    found, table = [], ""
    for line in dump.splitlines():
        if line.startswith("COPY "):
            table = line.split()[1]
        if any(needle in line.lower() for needle in NEEDLES):
            found.append(f"{table}: {line[:300]}")
    return found


def grep_bytes(clone) -> list[str]:
    """Binary columns: a dump writes them as hexadecimal digits of base64."""
    columns = clone.query(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE data_type = 'bytea' AND table_schema = 'public'"
    )
    found = []
    for table, column in columns:
        for (value,) in clone.query(f'SELECT "{column}" FROM "{table}"'):
            raw = bytes(value or b"")
            texts = [raw]
            if table == "dealer_inbox":
                texts.append(base64.b64decode(raw))
            if any(n.encode() in text.lower() for text in texts for n in NEEDLES):
                found.append(f"{table}.{column}")
    return found


def grep_files(clone) -> list[str]:
    """Names of stored files which name the person."""
    return [
        path.name
        for path in clone.filestore.rglob("*")
        if path.is_file()
        and any(needle.encode() in path.read_bytes().lower() for needle in NEEDLES)
    ]


def read_books(clone) -> dict:
    return {name: clone.query(query) for name, query in BOOKS.items()}


@pytest.fixture
def house(clone, odoo_env) -> House:
    with odoo_env(clone) as env:
        house = House(env)
        house.partner_id = house.partner.id
    return house


def test_nothing_is_left_in_dump_and_files(clone, house, odoo_env, tmp_path):
    from odoo.exceptions import UserError

    tables = {line.split(":")[0] for line in grep_dump(clone)}
    assert len(tables) > 18, tables
    assert grep_bytes(clone)
    assert len(grep_files(clone)) >= 5

    with odoo_env(clone) as env, pytest.raises(UserError) as refused:
        privacy = env["dealer.privacy"].with_user(house.boss)
        privacy._erase(env["res.partner"].browse(house.partner_id), "letter")
    assert "unpaid invoices" in str(refused.value)
    assert "open service orders" in str(refused.value)
    assert "250 points" in str(refused.value)
    with odoo_env(clone) as env:
        env["account.payment.register"].with_context(
            active_model="account.move", active_ids=[house.unpaid]
        ).create({}).action_create_payments()
        env["dealer.service.order"].browse(house.order).action_deliver()
    before = read_books(clone)

    with odoo_env(clone) as env:
        privacy = env["dealer.privacy"].with_user(house.boss)
        partner = env["res.partner"].browse(house.partner_id)
        privacy._erase(partner, "letter", confirmed=True)
    run_child(tmp_path, *cron_arguments(clone, "dealer_crm.ir_cron_remove_files"))

    assert grep_dump(clone) == []
    assert grep_bytes(clone) == []
    kept = clone.query(
        "SELECT store_fname FROM ir_attachment WHERE res_model = 'account.move'"
        " AND res_id = %s AND name LIKE 'customer-%%'",
        [house.unpaid],
    )
    # The printed invoice, and who its customer was.
    assert len(kept) == 2
    assert sorted(grep_files(clone)) == sorted(row[0].split("/")[-1] for row in kept)
    assert read_books(clone) == before
    assert clone.query(
        "SELECT points, balance_after FROM dealer_loyalty_entry WHERE kind = 'expire'"
    ) == [(-250, 0)]
    assert clone.query("SELECT 1 FROM loyalty_card WHERE code = %s", [house.code]) == []
    assert broken_rules(odoo_env, clone) == []


def test_a_newer_file_does_not_bring_the_person_back(clone, house, odoo_env):
    with odoo_env(clone) as env:
        env["account.payment.register"].with_context(
            active_model="account.move", active_ids=[house.unpaid]
        ).create({}).action_create_payments()
        env["dealer.service.order"].browse(house.order).action_deliver()
        partner = env["res.partner"].browse(house.partner_id)
        env["dealer.privacy"]._erase(partner, "letter", confirmed=True)
        count = env["res.partner"].with_context(active_test=False).search_count([])
        newer = f"""Customer number;name;phone;email
Z-1;Leo Brand;+79135550101;leo@mail.example
Zqxvj-77;Somebody;;
;Zqxvj;8 (917) 555-01-77;
;Other;;{EMAIL.upper()}
"""
        job = env["dealer.import"].create(
            {
                "source": "Old",
                "file_name": "newer.csv",
                "file": base64.b64encode(newer.encode()),
            }
        )
        job.action_start()
        job._run()
        all_ = env["res.partner"].with_context(active_test=False)
        reasons = job.remark_ids.mapped("text")
        assert (job.unchanged_count, job.rejected_count) == (1, 3), reasons
        assert "asked to be erased" in job.remark_ids[0].text
        assert not any(sum(job.remark_ids.mapped("cells"), []))
        assert b"Zqxvj" not in job._get_rejected_bytes()
        assert all_.search_count([]) == count
