import re

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..models import dealer_complaint_intake
from ..tools import photos
from .common import ComplaintCommon

JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 64
FORM = "0123456789abcdef0123456789abcdef"


@tagged("post_install", "-at_install")
class TestCode(ComplaintCommon, HttpCase):
    """The form behind the code on the papers, for people without a login."""

    def setUp(self):
        super().setUp()
        self.url = self.order._get_complaint_url().removeprefix(
            self.order.get_base_url()
        )

    def _found(self):
        return self.env["dealer.complaint"].search([("order_id", "=", self.order.id)])

    def _send(self, url=None, files=(), **values):
        data = {
            "csrf_token": self._token(),
            "step": "workshop",
            "text": "It squeaks as before",
            **values,
        }
        uploads = [("photos", (name, content)) for name, content in files]
        return self.url_open(
            url or self.url, data=data, files=uploads or None, allow_redirects=False
        )

    def _token(self):
        page = self.url_open(self.url)
        return re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)

    def test_complain_with_a_photo(self):
        answer = self._send(
            files=[("../../evil.php", JPEG)], reporter="Nina, +7 900 111-22-33"
        )
        self.assertEqual(answer.status_code, 200)
        complaint = self._found()
        self.assertIn(complaint.name, answer.text)
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.source, "document")
        self.assertEqual(complaint.company_id, self.order.company_id)
        self.assertEqual(complaint.reporter, "Nina, +7 900 111-22-33")
        self.assertEqual(complaint.activity_ids.user_id, self.advisor)
        photo = complaint._get_portal_photos()
        self.assertEqual((photo.raw, photo.mimetype), (JPEG, "image/jpeg"))
        self.assertNotIn("evil", photo.name)

    def test_the_page_names_nobody(self):
        page = self.url_open(self.url)
        self.assertIn(self.order.name, page.text)
        self.assertNotIn("Gromov", page.text)

    def test_wrong_old_and_foreign_codes(self):
        other = self.new_order()
        signature = self.url.rpartition("-")[2]
        for token in (
            f"{other.id}-{signature}",
            f"{self.order.id}-{signature[:-1]}",
            f"{self.order.id}",
            f"{self.order.id}-",
            "x-y",
            "99999999999-abc",
            f"²-{signature}",
            f"{self.order.id}-{signature[:-1]}é",
        ):
            answer = self.url_open(f"/complaint/{token}")
            self.assertEqual(answer.status_code, 404, token)
        self.order.date = fields.Datetime.subtract(fields.Datetime.now(), days=400)
        self.assertEqual(self.url_open(self.url).status_code, 404)
        answer = self._send_to_old()
        self.assertEqual(answer.status_code, 404)
        self.assertFalse(self._found())

    def _send_to_old(self):
        other = self.new_order()
        url = other._get_complaint_url().removeprefix(other.get_base_url())
        page = self.url_open(url)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        return self.url_open(
            self.url,
            data={"csrf_token": token, "step": "workshop", "text": "Too late?"},
        )

    def test_a_form_sent_twice_is_taken_once(self):
        first = self._send(form=FORM)
        second = self._send(form=FORM)
        complaint = self._found()
        self.assertEqual(len(complaint), 1)
        for answer in (first, second):
            self.assertIn(complaint.name, answer.text)

    def test_robots_are_thanked(self):
        answer = self._send(website="https://spam.example.com")
        self.assertIn("Thank you!", answer.text)
        self.assertFalse(self._found())

    def test_what_is_refused_is_said(self):
        big = JPEG + b"\0" * photos.MAX_BYTES
        for values, files, text in (
            ({"text": " x "}, (), "a few words"),
            ({"step": "nonsense"}, (), "choose what"),
            ({}, [("big.jpg", big)], "big.jpg is larger than 6 MB"),
            ({}, [("x.jpg", b"<svg onload='x'/>")], "x.jpg is not a photo"),
            ({}, [(f"{n}.jpg", JPEG) for n in range(5)], "At most 4 photos"),
        ):
            answer = self._send(files=files, **values)
            self.assertIn(text, answer.text)
        self.assertFalse(self._found())

    def test_too_much_is_refused_before_it_is_read(self):
        token = self._token()
        answer = self.url_open(
            self.url,
            data={"csrf_token": token, "step": "workshop", "text": "Much"},
            files=[
                ("photos", (f"{number}.jpg", JPEG + b"\0" * photos.MAX_BYTES))
                for number in range(5)
            ],
        )
        self.assertEqual(answer.status_code, 413)
        self.assertFalse(self._found())

    def test_limit_of_a_sender(self):
        self.patch(dealer_complaint_intake, "MAX_OF_SENDER", 2)
        for number in range(2):
            self._send(form=f"{number:032x}")
        answer = self._send(form=f"{7:032x}")
        self.assertIn("several of your complaints", answer.text)
        self.assertEqual(len(self._found()), 2)
        keys = self._found().mapped("sender_key")
        self.assertNotIn("127.0.0.1", str(keys))

    def test_limit_of_a_customer(self):
        """From however many addresses."""
        self.patch(dealer_complaint_intake, "MAX_OF_CUSTOMER", 1)
        self._send(form=FORM)
        self._found().sender_key = "somebody else"
        answer = self._send(form=f"{7:032x}")
        self.assertIn("several of your complaints", answer.text)

    def test_erased_customer_and_cancelled_order(self):
        self.order.action_cancel()
        self.assertEqual(self.url_open(self.url).status_code, 404)
        order = self.new_order()
        url = order._get_complaint_url().removeprefix(order.get_base_url())
        self.assertEqual(self.url_open(url).status_code, 200)
        self.customer.dealer_erased_at = fields.Datetime.now()
        self.assertEqual(self.url_open(url).status_code, 404)

    def test_code_on_the_papers(self):
        reports = self.env["ir.actions.report"].with_user(self.advisor)
        drawn = []

        def draw(_reports, kind, value, **_options):
            drawn.append((kind, value))
            return b"drawn"

        self.patch(type(reports), "barcode", draw)
        for name in ("acceptance", "completion"):
            html, _kind = reports._render_qweb_html(
                f"dealer_service.report_{name}", self.order.ids
            )
            self.assertIn("data:image/png;base64,ZHJhd24=", html.decode())
        self.assertEqual(drawn, 2 * [("QR", self.order._get_complaint_url())])
