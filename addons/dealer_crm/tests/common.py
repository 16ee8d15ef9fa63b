"""What the tests of the dealership stand on."""

from odoo import SUPERUSER_ID
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tests.common import TransactionCase

VIN_LADA = "XTAGFK330JY144213"
VIN_HONDA = "1HGCM82633A004352"
VIN_GEELY = "LB37852D0NS123456"


class OneShowroom:
    """Put before a test class of stock: all is done by the superuser, in one company.

    Stock's classes act as an accountant who is in several companies.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            user=SUPERUSER_ID,
            context=dict(
                cls.env.context,
                allowed_company_ids=cls.env.company.ids,
                tracking_disable=True,
            ),
        )


class DealerCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.env.company.country_id = cls.env.ref("base.ru")
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Test pipeline",
                "company_id": cls.env.company.id,
                "dealer_own_stages": True,
            }
        )
        names = ("New", "Visit", "Delivered")
        cls.stage_new, cls.stage_visit, cls.stage_delivered = cls.env[
            "crm.stage"
        ].create(
            [
                {
                    "name": name,
                    "sequence": sequence,
                    "team_ids": [Command.link(cls.team.id)],
                    "is_won": name == "Delivered",
                }
                for sequence, name in enumerate(names, 1)
            ]
        )
        cls.salesperson = new_test_user(
            cls.env, "test-sales", "dealer_crm.group_dealer_user"
        )
        cls.reader = new_test_user(
            cls.env, "test-reader", "dealer_crm.group_dealer_staff"
        )
        cls.manager = new_test_user(
            cls.env, "test-manager", "dealer_crm.group_dealer_manager"
        )
        cls.anna, cls.wang = cls.env["res.partner"].create(
            [
                {
                    "name": "Анна Лещинская",
                    "phone": "+7 900 123-45-67",
                    "email": "Anna.L@example.com",
                },
                {"name": "王伟", "phone": "+7 900 123-45-68"},
            ]
        )
        cls.model_vesta = cls.env.ref("dealer_crm.model_lada_vesta")
        cls.vesta, cls.accord = cls.env["dealer.vehicle"].create(
            [
                {
                    "vin": VIN_LADA,
                    "license_plate": "А123ВС77",
                    "model_id": cls.model_vesta.id,
                },
                {"vin": VIN_HONDA},
            ]
        )
        cls.vesta._set_owner(cls.anna)
        cls.source = cls.env["dealer.intake.source"].create(
            {"name": "Test portal", "team_id": cls.team.id}
        )
        cls.source._set_token("test-token")
        cls.intake_user = cls.env.ref("dealer_crm.user_intake")

    @classmethod
    def adf(cls, ref=None, name="Ivan Petrov", phone="+79005550101", **values):
        """An ADF document as bytes; values: email, comments, make, model, extra."""
        number = f'<id source="portal">{ref}</id>' if ref else ""
        contact = f"<phone>{phone}</phone>" if phone else ""
        if values.get("email"):
            contact += f"<email>{values['email']}</email>"
        return f"""<?xml version="1.0" encoding="UTF-8"?>
            <adf><prospect status="new">{number}
              <requestdate>2026-03-14T18:42:07+03:00</requestdate>
              <vehicle interest="buy" status="new"><year>2026</year>
                <make>{values.get("make", "lada")}</make>
                <model>{values.get("model", "VESTA")}</model></vehicle>
              {values.get("extra", "")}
              <customer><contact><name part="full">{name}</name>{contact}</contact>
                <comments>{values.get("comments", "Call me")}</comments></customer>
            </prospect></adf>""".encode()

    @classmethod
    def take(cls, payload, source=None):
        """Store and process a message as the endpoint does."""
        inbox = cls.env["dealer.inbox"].with_user(cls.intake_user)
        source = source or cls.source
        row, _is_new = inbox.with_company(source.company_id)._store(source, payload)
        row._process()
        return row.sudo()
