from datetime import date, datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .common import ServiceCommon

DAY = date(2026, 5, 13)


@tagged("post_install", "-at_install")
class TestFollowUp(ServiceCommon):
    def _rule(self, event, **values):
        rule = self.env.ref("dealer_service.dealer_follow_up_rule_service")
        return rule.copy({"event": event, "stop_opt_out": False, **values})

    def _find(self, rule, day=DAY):
        return [
            row for row in rule._select(day, day) if row.partner_id == self.customer.id
        ]

    def test_service_closed(self):
        rule = self._rule("service")
        with freeze_time("2026-05-11 08:00:00"):
            order = self.ready_order(date=datetime(2026, 5, 11, 8))
            order.with_user(self.advisor).action_create_invoice()
        with freeze_time("2026-05-13 08:00:00"):
            self.assertFalse(self._find(rule))
            order.with_user(self.advisor).action_deliver()
            (row,) = self._find(rule)
        self.assertEqual(row.record_id, order.id)
        self.assertEqual(row.user_id, self.advisor.id)
        self.assertEqual(row.vehicle_id, self.vehicle.id)
        self.assertFalse(self._find(rule, date(2026, 5, 11)))
        # Three days later, by the advisor as long as there is no call centre.
        (decision,) = rule._decide([row], set())
        (step,) = decision.steps
        self.assertEqual(step.user, self.advisor)
        self.assertEqual(step.deadline, date(2026, 5, 18), "Saturday is moved")

    def test_history_counts_by_its_day(self):
        self.env["dealer.service.order"].create(
            {
                "vehicle_id": self.vehicle.id,
                "partner_id": self.customer.id,
                "state": "history",
                "date": datetime(2026, 5, 13, 9),
            }
        )
        self.assertEqual(len(self._find(self._rule("service"))), 1)

    def test_a_visit_of_the_workshop_is_a_contact(self):
        self.vehicle.ownership_ids.date_from = date(2026, 4, 13)
        rule = self._rule("no_contact", number=1)
        self.assertEqual(len(self._find(rule)), 1)
        self.new_order(date=datetime(2026, 4, 20, 9), state="appointment")
        self.assertEqual(len(self._find(rule)), 1, "Who did not come was not met")
        self.new_order(date=datetime(2026, 4, 20, 9))
        self.assertFalse(self._find(rule))
