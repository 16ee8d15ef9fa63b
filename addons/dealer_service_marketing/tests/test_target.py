from datetime import timedelta

from odoo import fields
from odoo.fields import Command, Domain
from odoo.tests import tagged

from odoo.addons.dealer_marketing.tests.common import ConsentCommon


@tagged("post_install", "-at_install")
class TestTarget(ConsentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.yes)
        cls.cars = cls.env["dealer.vehicle"].create(
            [{"vin": f"WBA8E9G50GNT4323{n}"} for n in range(3)]
        )
        cls.cars[0]._set_owner(cls.yes)
        cls.cars[1]._set_owner(cls.yes)
        cls.cars[2]._set_owner(cls.no)
        for days in (30, 900):
            cls.serve(cls.yes, cls.cars[0], days)

    @classmethod
    def serve(cls, partner, car, days, **values):
        return cls.env["dealer.service.order"].create(
            {
                "vehicle_id": car.id,
                "partner_id": partner.id,
                "state": "history",
                "date": fields.Datetime.now() - timedelta(days=days),
                **values,
            }
        )

    def find(self, *domain):
        both = Domain("id", "in", (self.yes | self.no).ids)
        return self.env["res.partner"].search(both & Domain(list(domain)))

    def test_last_service(self):
        field = "dealer_last_service_on"
        self.assertEqual(self.yes[field], self.today - timedelta(days=30))
        self.assertEqual(self.find((field, ">=", "today -60d")), self.yes)
        # The last one counts, not any.
        self.assertFalse(self.find((field, "<", "today -18m")))
        self.assertEqual(self.find((field, "=", False)), self.no)
        self.assertEqual(self.find((field, "!=", False)), self.yes)

    def test_last_parts(self):
        """Only orders with parts count; the last of them, also when it is looked for
        among those since a day.
        """
        field = "dealer_last_parts_on"
        for days in (40, 500):
            part = Command.create({"kind": "part", "name": "Wiper"})
            self.serve(self.yes, self.cars[0], days, line_ids=[part])
        last = self.today - timedelta(days=40)
        self.assertEqual(self.yes[field], last)
        for domain in (">=", last), (">", "today -60d"), ("<=", last), ("!=", False):
            self.assertEqual(self.find((field, *domain)), self.yes, domain)
        for domain in (">", last), (">=", "today -35d"), ("<", "today -12m"):
            self.assertFalse(self.find((field, *domain)), domain)
        self.assertEqual(self.find((field, "=", False)), self.no)

    def test_next_service_is_that_of_the_first_car(self):
        field = "dealer_next_service_on"
        for car, days in zip(self.cars, (50, -10, 20), strict=True):
            self.env.cr.precommit.run()
            car._write({"next_service_date": self.today + timedelta(days=days)})
        self.env.invalidate_all()
        self.assertEqual(self.yes[field], self.today - timedelta(days=10))
        self.assertEqual(self.find((field, "<", "today")), self.yes)
        self.assertEqual(self.find((field, ">=", "today")), self.no)
        self.cars[2]._write({"next_service_date": None})
        self.env.invalidate_all()
        self.assertEqual(self.find((field, "=", False)), self.no)

    def test_groups_which_come_with_the_addon(self):
        module = [("module", "=", "dealer_service_marketing")]
        rows = self.env["ir.model.data"].search(
            [*module, ("model", "=", "mailing.filter")]
        )
        groups = self.env["mailing.filter"].browse(rows.mapped("res_id"))
        self.assertEqual(len(groups), 6)
        for group in groups.with_user(self.marketer):
            with self.subTest(group=group.name):
                people = self.env["res.partner"].with_user(self.marketer)
                found = people.search_count(group._get_dealer_domain())
                self.assertEqual(group.dealer_count, found)
        lost = self.env.ref("dealer_service_marketing.group_service_never")
        self.assertEqual(
            self.find(("dealer_target_group_ids", "in", lost.ids)), self.no
        )

    def test_consent_is_asked_at_the_check_in(self):
        order = self.serve(self.no, self.cars[2], 0)
        action = order.action_dealer_record_consent()
        self.assertEqual(action["context"]["default_partner_id"], self.no.id)
