import re

from odoo.tests import Form, HttpCase, tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestRating(ServiceCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "pavel@example.com"

    def delivered(self):
        order = self.ready_order()
        order.action_create_invoice()
        order.action_deliver()
        return order

    def answer(self, order, rate, feedback):
        """As the customer does who clicks in the mail."""
        address = f"/rate/{order.sudo().rating_ids.access_token}"
        page = self.url_open(f"{address}/{rate}").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        return self.url_open(
            f"{address}/submit_feedback",
            {"rate": rate, "feedback": feedback, "csrf_token": token},
        )

    def test_answer_of_a_customer_reaches_the_workshop(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.advisor.lang = "ru_RU"
        good, bad, silent = self.delivered(), self.delivered(), self.delivered()
        self.answer(good, 5, "Quick")
        for _time in range(2):
            self.answer(bad, 1, "It still squeaks")
        self.env.invalidate_all()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_service.dealer_service_order_ratings_action"
        )
        self.assertEqual(action["domain"], "[('rating_last_value', '>', 0)]")
        orders = self.env["dealer.service.order"].with_user(self.advisor)
        rated = orders.search([("rating_last_value", ">", 0)])
        self.assertEqual(rated & (good | bad | silent), good | bad)
        form = Form(bad.with_user(self.advisor))
        self.assertEqual((form.rating_count, form.rating_avg_text), (1, "ko"))
        # Whoever was not content is called, once.
        [call] = bad.activity_ids
        self.assertEqual(call.summary, "Клиент остался недоволен: позвонить")
        self.assertEqual(call.user_id, self.advisor)
        self.assertIn("It still squeaks", call.note)
        self.assertFalse(good.activity_ids | silent.activity_ids)
        opened = bad.with_user(self.advisor).action_open_ratings()
        rating = self.env[opened["res_model"]].search(opened["domain"])
        self.assertEqual((rating.feedback, rating.rating), ("It still squeaks", 1))
