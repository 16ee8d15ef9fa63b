from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.dealer_loyalty.tests.desk_common import DeskCommon


@tagged("post_install", "-at_install")
class TestDesk(DeskCommon):
    def _complain(self, **values):
        return self.env["dealer.complaint"].create(
            {
                "partner_id": self.partner.id,
                "step": "club",
                "description": "x",
                **values,
            }
        )

    def _open(self):
        self.env.invalidate_all()
        desk = self.env["dealer.loyalty.desk"].with_user(self.desk)
        return desk.dealer_desk_open(self.partner.id)

    def test_not_answered(self):
        self.assertNotIn("Complaint", str(self._open()["notices"]))
        complaint = self._complain()
        notice = self._open()["notices"][0]
        self.assertIn(complaint.name, notice["text"])
        self.assertEqual(notice["tone"], "warning")
        complaint.date = fields.Datetime.now() - timedelta(days=90)
        self.assertEqual(self._open()["notices"][0]["tone"], "danger")
        complaint.action_withdraw()
        self.assertNotIn("Complaint", str(self._open()["notices"]))

    def test_button(self):
        actions = {item["name"]: item["action"] for item in self._open()["actions"]}
        context = actions["complaint"]["context"]
        self.assertEqual(context["default_partner_id"], self.partner.id)
        own = self.env["dealer.complaint"].with_user(self.desk).with_context(**context)
        self.assertEqual(own.create({"description": "x"}).partner_id, self.partner)

    def test_as_many_queries_for_ten_complaints(self):
        counts = []
        for number in (1, 9):
            for _one in range(number):
                self._complain(step="price")
            self._open()
            before = self.env.cr.sql_log_count
            self._open()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
