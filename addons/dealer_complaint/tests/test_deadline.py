from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from ..models.dealer_complaint_deadline import ACTIVITY, LATE_ACTIVITY
from .common import MONDAY, ComplaintCommon


@tagged("post_install", "-at_install")
class TestDeadline(ComplaintCommon):
    def _types(self, complaint):
        types = {self.env.ref(name): name for name in (ACTIVITY, LATE_ACTIVITY)}
        return {
            types[activity.activity_type_id]: activity.user_id
            for activity in complaint.activity_ids
        }

    def _run(self):
        crons = type(self.env["ir.cron"])
        self.patch(crons, "_commit_progress", lambda *_args, **_options: 1)
        self.env["dealer.complaint"]._cron_escalate()

    def test_working_hours_count(self):
        friday = datetime(2026, 3, 6, 14, 0)
        complaint = self.complain(date=friday, severity="safety")
        self.assertEqual(complaint.deadline, datetime(2026, 3, 9, 14, 0))
        complaint.severity = "serious"
        self.assertEqual(complaint.deadline, datetime(2026, 3, 11, 14, 0))
        self.assertEqual(
            complaint.activity_ids.date_deadline, complaint.deadline.date()
        )

    def test_holidays_do_not_count(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Women's Day",
                "company_id": self.env.company.id,
                "calendar_id": self.env.company.resource_calendar_id.id,
                "date_from": datetime(2026, 3, 9, 0),
                "date_to": datetime(2026, 3, 9, 23, 59),
            }
        )
        complaint = self.complain(date=datetime(2026, 3, 6, 14, 0), severity="safety")
        self.assertEqual(complaint.deadline, datetime(2026, 3, 10, 14, 0))

    def test_the_days_of_the_showroom(self):
        self.env.company.dealer_complaint_days_minor = 2
        complaint = self.complain(date=MONDAY)
        self.assertEqual(complaint.deadline, datetime(2026, 3, 3, 17, 0))

    def test_who_answers(self):
        self.assertEqual(self.complain().user_id, self.order.advisor_id)
        loose = self.complain(order_id=False, partner_id=self.customer.id, step="club")
        self.assertEqual(loose.user_id, self.manager)
        self.assertEqual(self._types(loose), {ACTIVITY: self.manager})
        loose.with_user(self.manager).user_id = self.colleague
        self.assertEqual(self._types(loose), {ACTIVITY: self.colleague})

    def test_who_has_left_does_not_get_it(self):
        self.order.advisor_id.with_user(self.env.ref("base.user_root")).active = False
        self.assertEqual(self.complain().user_id, self.manager)

    def test_late_ones_go_to_the_manager_once(self):
        with freeze_time(MONDAY):
            late = self.complain(severity="safety")
            fine = self.complain(step="price")
            done = self.complain(step="parts", severity="safety")
            self.answered(done).action_accept()
        with freeze_time(MONDAY + timedelta(days=2)):
            complaints = self.env["dealer.complaint"]
            self.assertEqual(
                complaints.search([("is_overdue", "=", True)]) & (late | fine | done),
                late,
            )
            self.assertTrue(late.is_overdue)
            self._run()
            self.assertEqual(
                self._types(late),
                {ACTIVITY: self.advisor, LATE_ACTIVITY: self.manager},
            )
            self.assertEqual(self._types(fine), {ACTIVITY: self.advisor})
            self._run()
            self.assertEqual(len(late.activity_ids), 2)
            self.assertFalse(late.is_late)
            self.answered(late).action_accept()
            self.assertTrue(late.is_late)
            self.assertFalse(late.activity_ids)

    def _leave_nobody(self):
        """No manager of any kind in the showroom."""
        self.env.company.dealer_complaint_manager_id = False
        groups = ("dealer_service.group_service_manager",)
        groups += ("dealer_crm.group_dealer_manager",)
        self.env["res.users"].search(
            [("all_group_ids", "in", [self.env.ref(name).id for name in groups])]
        ).active = False

    def test_without_a_manager_who_answers_is_told(self):
        with freeze_time(MONDAY):
            complaint = self.complain(severity="safety")
        self._leave_nobody()
        with freeze_time(MONDAY + timedelta(days=3)):
            self._run()
        self.assertEqual(
            self._types(complaint),
            {ACTIVITY: self.advisor, LATE_ACTIVITY: self.advisor},
        )

    def test_the_manager_is_told_in_the_managers_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.manager.lang = "ru_RU"
        with freeze_time(MONDAY):
            complaint = self.complain(severity="safety")
        with freeze_time(MONDAY + timedelta(days=3)):
            self._run()
        notes = "".join(filter(None, complaint.activity_ids.mapped("note")))
        self.assertIn("Ответ не дан в срок", notes)

    def test_with_nobody_at_all_it_is_told_as_soon_as_there_is_somebody(self):
        self._leave_nobody()
        with freeze_time(MONDAY):
            complaint = self.complain(
                order_id=False, partner_id=self.customer.id, severity="safety"
            )
        self.assertFalse(complaint.user_id)
        with freeze_time(MONDAY + timedelta(days=3)):
            with self.assertLogs("odoo.addons.dealer_complaint", "WARNING"):
                self._run()
            self.assertFalse(complaint.escalated_at)
            self.manager.with_user(self.env.ref("base.user_root")).active = True
            self._run()
        self.assertTrue(complaint.escalated_at)
        self.assertEqual(self._types(complaint), {LATE_ACTIVITY: self.manager})

    def test_one_that_fails_does_not_stop_the_others(self):
        with freeze_time(MONDAY):
            first = self.complain(severity="safety")
            second = self.complain(severity="safety", step="parts")
        kind = type(first)
        plain = kind._escalate

        def fail(complaint):
            if complaint == first:
                raise ValueError("broken")
            return plain(complaint)

        self.patch(kind, "_escalate", fail)
        with (
            freeze_time(MONDAY + timedelta(days=3)),
            self.assertLogs("odoo.addons.dealer_complaint", "ERROR"),
        ):
            self._run()
        self.assertFalse(first.escalated_at)
        self.assertTrue(second.escalated_at)
