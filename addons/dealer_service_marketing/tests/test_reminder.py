from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.dealer_marketing.tests.common import ConsentCommon


@tagged("post_install", "-at_install")
class TestReminder(ConsentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env.ref("dealer_service.reminder_rule_30")
        cls.call = cls.env.ref("dealer_service.reminder_rule_call")
        cls.service = cls.env.ref("dealer_marketing.purpose_service_due")
        cls.today = fields.Date.context_today(cls.rule)
        cls.cars = cls.env["dealer.vehicle"].create(
            [{"license_plate": f"B20{n}BB77"} for n in range(3)]
        )
        cls.env["dealer.vehicle.ownership"].create(
            [
                {"vehicle_id": car.id, "partner_id": owner.id}
                for car, owner in zip(cls.cars, (cls.yes, cls.no, cls.no), strict=True)
            ]
        )
        cls._set_due(30)

    @classmethod
    def _set_due(cls, days):
        cls.env.cr.precommit.run()
        cls.cars._write({"next_service_date": cls.today + timedelta(days=days)})
        cls.cars.invalidate_recordset()

    def _send(self, rule, days=0):
        sent, _after = self.env["dealer.service.reminder"]._send_slice(
            rule, today=self.today + timedelta(days=days)
        )
        return sent.filtered(lambda row: row.vehicle_id in self.cars).vehicle_id

    def _rows(self):
        return self.Refusal.search([("partner_id", "in", (self.yes | self.no).ids)])

    def test_who_has_not_agreed_is_in_the_log_once(self):
        self._say(self.yes, "granted", self.service)
        self.assertEqual(self._send(self.rule), self.cars[0])
        rows = self._rows()
        self.assertEqual(rows.partner_id, self.no)
        self.assertEqual(rows.purpose_id, self.service)
        self.assertEqual(set(rows.mapped("reason")), {"none"})
        self.assertEqual(len(rows), 2, "a row for each reminder")
        self._send(self.rule, 1)
        self.assertEqual(self._rows(), rows, "not each night again")
        # The next step is another reminder; so is the same step of the next due date.
        self._set_due(7)
        self._send(self.env.ref("dealer_service.reminder_rule_7"))
        self.assertEqual(len(self._rows()), 4)
        rows.date = fields.Datetime.now() - timedelta(days=60)
        self._set_due(30)
        self._send(self.rule)
        self.assertEqual(len(self._rows()), 6)

    def test_the_reason_is_that_of_the_car(self):
        self._say(self.no, "granted", self.service)
        decision = [(self.service, "email", "withdrawn")]
        self.Consent._record(self.no, decision, "desk", vehicle=self.cars[1])
        self._say(self.yes, "granted", self.service)
        self.assertEqual(self._send(self.rule), self.cars[0] | self.cars[2])
        row = self._rows()
        self.assertEqual((row.partner_id, row.reason), (self.no, "withdrawn"))
        self.assertEqual(row.channel, "email")

    def test_queries_do_not_grow_with_the_refused(self):
        self._send(self.rule)
        self._rows().unlink()
        cars = self.cars
        counts = []
        for some in (cars[:1], cars):
            self.env["dealer.service.reminder"]._get_reachable(
                self.rule, some, self.today
            )
            self._rows().unlink()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["dealer.service.reminder"]._get_reachable(
                self.rule, some, self.today
            )
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_a_call_planned_by_a_reminder_ends_with_the_car(self):
        """Withdrawn for one car, the planned call about it goes; the other stays."""
        self._say(self.no, "granted", self.service, "phone")
        self._set_due(-21)
        self.assertEqual(self._send(self.call), self.cars[1:])
        tasks = self.no.activity_ids
        self.assertEqual(tasks.dealer_vehicle_id, self.cars[1:])
        decision = [(self.service, "phone", "withdrawn")]
        self.Consent._record(self.no, decision, "desk", vehicle=self.cars[1])
        self.assertEqual(self.no.activity_ids.dealer_vehicle_id, self.cars[2])

    def test_a_call_planned_by_a_reminder_ends_with_the_resale(self):
        self._say(self.no, "granted", self.service, "phone")
        self._set_due(-21)
        self._send(self.call)
        self.cars[1]._transfer(self.yes, self.today)
        self.assertEqual(self.no.activity_ids.dealer_vehicle_id, self.cars[2])
        # By the link of a letter, too.
        reminder = self.env["dealer.service.reminder"].search(
            [("vehicle_id", "=", self.cars[2].id)]
        )
        reminder._answer("sold")
        self.assertFalse(self.no.activity_ids)
