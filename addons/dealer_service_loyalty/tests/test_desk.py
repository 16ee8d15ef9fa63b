from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.dealer_loyalty.tests.desk_common import DeskCommon


@tagged("post_install", "-at_install")
class TestDeskService(DeskCommon):
    """Whoever stands at the desk is told what the workshop knows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.desk_page)
        cls.car = cls.env["dealer.vehicle"].create(
            {"vin": "XW8ZZZ61ZHG012345", "license_plate": "A123BC77"}
        )
        cls.car._set_owner(cls.partner, cls.today - timedelta(days=400))

    def _texts(self, user=None):
        person = self._find(self.card.code, user)["person"]
        return [notice["text"] for notice in person["notices"]], [
            offer["text"] for offer in person["offers"]
        ]

    def test_nothing_to_tell(self):
        self.assertEqual(self._texts(), ([], []))

    def test_recall_comes_first(self):
        recall = self.env["dealer.recall"].create(
            {"name": "24CV", "title": "Airbag inflator"}
        )
        row = self.env["dealer.recall.vehicle"].create(
            {"recall_id": recall.id, "vehicle_id": self.car.id}
        )
        self.car.next_service_date = self.today - timedelta(days=1)
        notices, _offers = self._texts()
        self.assertEqual(len(notices), 2)
        self.assertIn("Airbag inflator", notices[0])
        self.assertIn("was due on", notices[1])
        row.action_not_affected()
        self.assertEqual(len(self._texts()[0]), 1)

    def test_due_or_booked(self):
        self.car.next_service_date = self.today + timedelta(days=60)
        self.assertEqual(self._texts()[0], [])
        self.car.next_service_date = self.today + timedelta(days=20)
        self.assertIn("is due on", self._texts()[0][0])
        bay = self.env["dealer.service.resource"].create({"kind": "bay", "name": "1"})
        self.env["dealer.service.appointment"].create(
            {
                "vehicle_id": self.car.id,
                "bay_id": bay.id,
                "start": fields.Datetime.now() + timedelta(days=3),
                "hours": 1,
            }
        )
        [notice] = self._texts()[0]
        self.assertIn("booked into the workshop", notice)

    def test_declined_work_for_who_may_read_orders(self):
        self.env["dealer.service.order"].create(
            {
                "vehicle_id": self.car.id,
                "line_ids": [
                    fields.Command.create(
                        {
                            "kind": "labour",
                            "name": "Brake pads, front",
                            "quantity": 1,
                            "decision": "declined",
                        }
                    )
                ],
            }
        )
        self.assertEqual(self._texts()[1], [])
        advisor = self._create_user(
            "advisor",
            "dealer_loyalty.group_loyalty_desk,dealer_service.group_service_advisor",
        )
        [offer] = self._texts(advisor)[1]
        self.assertIn("Brake pads, front", offer)

    def test_queries_do_not_grow_with_cars(self):
        def count():
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._texts()
            return self.cr.sql_log_count - before

        count()
        one = count()
        for number in range(3):
            car = self.env["dealer.vehicle"].create({"license_plate": f"A12{number}BC"})
            car._set_owner(self.partner, self.today)
        self.env.flush_all()
        self.assertLessEqual(count(), one)

    def test_order_of_the_workshop_is_known_by_its_car(self):
        self._give(300)
        order = self._order(500, claim=False)
        service = self.env["dealer.service.order"].create(
            {"vehicle_id": self.car.id, "partner_id": self.partner.id}
        )
        order.dealer_service_order_id = service
        [choice] = self.desk_page.dealer_desk_rewards(self.partner.id)
        self.assertEqual(choice["order_id"], order.id)
        self.assertIn(service.name, choice["name"])
        self.assertIn("A123BC77", choice["name"])
