import re

from odoo.tests import HttpCase, new_test_user, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestPortal(ComplaintCommon, HttpCase):
    def setUp(self):
        super().setUp()
        user = new_test_user(self.env, "portal-gromov", "base.group_portal")
        user.partner_id = self.customer
        self.stranger = new_test_user(self.env, "portal-other", "base.group_portal")

    def _send(self, **values):
        page = self.url_open("/my/complaints/new")
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        return self.url_open(
            "/my/complaints/new",
            data={
                "csrf_token": token,
                "step": "price",
                "text": "More expensive than agreed",
                **values,
            },
        )

    def test_complain_and_read_the_answer(self):
        self.authenticate("portal-gromov", "portal-gromov")
        page = self._send(about=f"order-{self.order.id}")
        complaint = self.env["dealer.complaint"].search(
            [("order_id", "=", self.order.id)]
        )
        self.assertEqual(complaint.source, "portal")
        self.assertTrue(page.url.endswith(f"/my/complaints/{complaint.id}"))
        self.assertIn("We are looking into it", page.text)
        complaint.write({"measure": "SECRET measure", "cause_id": self.cause.id})
        self.answered(complaint).action_accept()
        page = self.url_open(f"/my/complaints/{complaint.id}")
        self.assertIn("You are right, we do it again.", page.text)
        for hidden in ("SECRET", self.cause.name):
            self.assertNotIn(hidden, page.text)
        self.assertIn(complaint.name, self.url_open("/my/complaints").text)
        self.assertIn("/my/complaints", self.url_open("/my").text)

    def test_about_a_car_or_about_nothing(self):
        self.authenticate("portal-gromov", "portal-gromov")
        self._send(about=f"car-{self.vehicle.id}", step="sales")
        self._send(about="", step="club", text="Points are missing")
        found = self.env["dealer.complaint"].search(
            [("partner_id", "=", self.customer.id)], order="id"
        )
        self.assertEqual(found.mapped("step"), ["sales", "club"])
        self.assertEqual(found[0].vehicle_id, self.vehicle)
        self.assertEqual(found[0].company_id, self.order.company_id)
        self.assertFalse(found[1].vehicle_id)

    def test_nothing_of_somebody_else(self):
        complaint = self.complain()
        complaint._portal_ensure_token()
        self.authenticate("portal-other", "portal-other")
        for about in (f"order-{self.order.id}", f"car-{self.vehicle.id}", "lead-1"):
            page = self._send(about=about)
            self.assertIn("Please choose what the complaint is about.", page.text)
        self.assertFalse(
            self.env["dealer.complaint"].search(
                [("partner_id", "=", self.stranger.partner_id.id)]
            )
        )
        url = f"/my/complaints/{complaint.id}"
        for address in (
            url,
            f"{url}?access_token=x",
            f"{url}?access_token=é",
            "/my/complaints/999999",
        ):
            self.assertNotIn("squeaks", self.url_open(address).text)
        self.assertNotIn(complaint.name, self.url_open("/my/complaints").text)
        page = self.url_open(f"{url}?access_token={complaint.access_token}")
        self.assertIn("squeaks", page.text)

    def test_button_on_the_order(self):
        self.order._portal_ensure_token()
        page = self.url_open(
            f"/my/service/{self.order.id}?access_token={self.order.access_token}"
        )
        self.assertIn(
            self.order._get_complaint_url().partition("/complaint/")[2], page.text
        )
