from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import format_date, mute_logger

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestComplaint(ComplaintCommon):
    def test_an_order_says_whose_complaint_it_is(self):
        with Form(self.env["dealer.complaint"].with_user(self.advisor)) as form:
            form.order_id = self.order
            form.description = "The wheel still shakes"
        complaint = form.save()
        self.assertRegex(complaint.name, r"^CO/\d{4}/\d{5}$")
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.vehicle_id, self.vehicle)
        self.assertEqual(complaint.user_id, self.order.advisor_id)

    def test_an_order_of_another_car_is_refused(self):
        car = self.env["dealer.vehicle"].create({"vin": "WVWZZZ1KZ5W000111"})
        with self.assertRaises(UserError):
            self.complain(vehicle_id=car.id)

    def test_accepted_and_remedied(self):
        complaint = self.complain()
        complaint.action_examine()
        self.assertEqual(complaint.state, "examining")
        self.answered(complaint).action_accept()
        self.assertEqual(complaint.state, "accepted")
        self.assertEqual(complaint.decided_by_id, self.manager)
        self.assertFalse(complaint.activity_ids)
        with self.assertRaisesRegex(UserError, "Measure"):
            complaint.action_done()
        complaint.measure = "Test drive after each repair of brakes"
        complaint.action_done()
        self.assertEqual(complaint.state, "done")

    def test_what_has_to_be_there(self):
        complaint = self.complain().with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Root Cause, Answer to the Customer"):
            complaint.action_accept()
        complaint.answer = "We see it differently"
        with self.assertRaisesRegex(UserError, "Rejection Reason"):
            complaint.action_reject()
        self.assertEqual(complaint.state, "new")

    def test_rejected_and_examined_again(self):
        complaint = self.answered(self.complain())
        complaint.rejection_reason = "Wear"
        complaint.action_reject()
        self.assertEqual(complaint.state, "rejected")
        with self.assertRaises(UserError):
            complaint.answer = "Something else"
        complaint.action_examine()
        self.assertFalse(complaint.answered_at)
        self.assertEqual(len(complaint.activity_ids), 1)

    def test_the_state_changes_by_buttons_only(self):
        complaint = self.answered(self.complain())
        with self.assertRaises(UserError):
            complaint.state = "accepted"
        with self.assertRaises(UserError):
            self.complain(state="accepted")
        complaint.rejection_reason = "Not so sure"
        complaint.action_accept()
        for wrong in (complaint.action_reject, complaint.action_withdraw):
            with self.assertRaises(UserError):
                wrong()
        with self.assertRaises(UserError):
            complaint.unlink()

    def test_a_second_click_answers_once(self):
        complaint = self.answered(self.complain())
        mails = self.env["mail.mail"]
        before = mails.search_count([])
        complaint.action_accept()
        complaint.action_accept()
        self.assertEqual(mails.search_count([]) - before, 1)

    def test_the_answer_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env["ir.module.module"].search(
            [("name", "=", "dealer_complaint")]
        )._update_translations(["ru_RU"])
        self.customer.lang = "ru_RU"
        complaint = self.answered(self.complain())
        complaint.answer = "Вы правы.\nПриезжайте ещё раз."
        complaint.action_accept()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertIn(complaint.name, mail.subject)
        self.assertNotIn("Our answer", mail.subject)
        self.assertIn("Приезжайте ещё раз.", mail.body_html)
        self.assertIn(f"/my/complaints/{complaint.id}?access_token=", mail.body_html)

    def _receipts(self):
        # Not what tells the responsible that there is something to do.
        people = self.customer | self.other
        return self.env["mail.mail"].search(
            [("model", "=", "dealer.complaint"), ("recipient_ids", "in", people.ids)]
        )

    def test_receipt_for_whoever_entered_it(self):
        """With number, day of the answer and a link; nobody presses anything."""
        self.customer.lang = "en_US"
        complaint = self.complain(source="phone")
        mail = self._receipts()
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertIn(complaint.name, mail.subject)
        self.assertIn("It squeaks as before", mail.body_html)
        day = format_date(self.env, complaint._get_deadline_date(), lang_code="en_US")
        self.assertIn(day, mail.body_html)
        self.assertIn(f"/my/complaints/{complaint.id}?access_token=", mail.body_html)

    def test_no_receipt(self):
        self.complain(order_id=False, partner_id=self.other.id)
        past = self.env["dealer.complaint"].with_context(dealer_no_notice=True)
        past.create({"order_id": self.order.id, "description": "Last year"})
        partners = type(self.env["res.partner"])
        self.patch(partners, "_may_contact", lambda self, *_args: self.browse())
        self.complain()
        self.assertFalse(self._receipts())

    def test_a_receipt_that_fails_does_not_lose_the_complaint(self):
        template = self.env.ref("dealer_complaint.mail_template_receipt")
        template.subject = "{{ 1 / 0 }}"
        with self.assertLogs("odoo.addons.dealer_complaint", "ERROR"):
            complaint = self.complain()
        self.assertEqual(complaint.state, "new")
        self.assertFalse(self._receipts())

    def test_pictures_of_ours_are_not_shown_to_the_customer(self):
        complaint = self.complain(source="desk")
        self.env["ir.attachment"].with_user(self.colleague).create(
            {
                "name": "ours.png",
                "raw": b"x",
                "mimetype": "image/png",
                "res_model": complaint._name,
                "res_id": complaint.id,
            }
        )
        self.assertEqual(complaint.photo_count, 1)
        self.assertFalse(complaint._get_portal_photos())

    def test_without_address_the_responsible_has_to_call(self):
        self.customer.email = False
        complaint = self.answered(self.complain())
        before = self.env["mail.mail"].search_count([])
        complaint.action_accept()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        self.assertIn("no address", complaint.message_ids[0].body)

    def test_comeback(self):
        complaint = self.complain()
        context = complaint.action_comeback()["context"]
        with Form(
            self.env["dealer.service.order"]
            .with_user(self.advisor)
            .with_context(**context)
        ) as form:
            self.assertEqual(form.concern, "It squeaks as before")
        comeback = form.save()
        self.assertEqual(comeback.complaint_id, complaint)
        complaint.invalidate_recordset(["comeback_count"])
        self.assertEqual(complaint.comeback_count, 1)

    def test_numbers_on_what_it_is_about(self):
        self.complain()
        self.complain(step="price")
        for record, name in (
            (self.order, "complaint_count"),
            (self.vehicle, "complaint_count"),
            (self.customer, "dealer_complaint_count"),
        ):
            for user, count in ((self.advisor, 2), (self.reader, 0)):
                record.invalidate_recordset([name])
                self.assertEqual(record.with_user(user)[name], count)
        facts = self.customer.with_user(self.advisor)._get_dealer_card_facts()
        texts = [fact["text"] for fact in facts[self.customer]]
        self.assertIn("Complaints not answered: 2", texts)

    def test_causes_by_weight(self):
        for cause, count in ((self.other_cause, 1), (self.cause, 3)):
            for _number in range(count):
                self.complain().cause_id = cause
        dropped = self.complain()
        dropped.cause_id = self.other_cause
        dropped.action_withdraw()
        self.env.flush_all()
        rows = self.env["dealer.complaint.pareto"].search(
            [("company_id", "=", self.env.company.id)]
        )
        self.assertEqual(
            [
                (row.cause_id, row.complaint_count, row.share, row.cumulative)
                for row in rows
            ],
            [(self.cause, 3, 75, 75), (self.other_cause, 1, 25, 100)],
        )
        self.assertEqual(rows[0].repeat_count, 2)
        action = rows[0].action_complaints()
        found = self.env["dealer.complaint"].search(action["domain"])
        self.assertEqual(len(found), 3)

    def test_time_line(self):
        complaint = self.complain()
        row = (
            self.env["dealer.timeline"]
            .with_user(self.advisor)
            .search([("kind", "=", "complaint"), ("res_id", "=", complaint.id)])
        )
        self.assertEqual(row.partner_id, self.customer)
        self.assertIn("squeaks", row.title)

    def test_erased(self):
        complaint = self.answered(self.complain())
        privacy = self.env["dealer.privacy"]
        found = privacy._get_erasure_obstacles(self.customer)
        self.assertIn("Answer the open complaints first.", str(found))
        complaint.action_accept()
        found = privacy._get_erasure_obstacles(self.customer)
        self.assertNotIn("Answer the open complaints first.", str(found))

    def test_days_in_the_settings_have_bounds(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.env.company.dealer_complaint_days_minor = 0
            self.env.company.flush_recordset()

    def test_nobody_judges_the_own_work(self):
        complaint = self.answered(self.complain(), self.order.advisor_id)
        with self.assertRaises(AccessError):
            complaint.action_accept()
        complaint.with_user(self.colleague).action_accept()
        self.assertEqual(complaint.state, "accepted")
