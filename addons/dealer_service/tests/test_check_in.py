import base64
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_service.tools import body

from .common import ServiceCommon

PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    b"awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestBody(BaseCase):
    def test_marks(self):
        good = {"x": 0.2, "y": 1, "kind": "dent", "note": "door"}
        self.assertTrue(body.are_marks([good, {**good, "photo": 7}]))
        for bad in (
            {**good, "x": 1.1},
            {**good, "x": True},
            {**good, "kind": "<script>"},
            {**good, "note": "x" * 121},
            {**good, "more": 1},
            {**good, "photo": "1"},
            {**good, "photo": True},
            {**good, "photo": -1},
            "text",
        ):
            self.assertFalse(body.are_marks([bad]), bad)
        self.assertFalse(body.are_marks({"x": 1}))
        self.assertFalse(body.are_marks([good] * 61))
        self.assertEqual(body.picture([good, good]).count("<circle"), 2)


@tagged("post_install", "-at_install")
class TestCheckIn(ServiceCommon):
    def test_falling_reading_is_asked_about(self):
        self.vehicle.odometer_ids = [
            Command.create({"value": 50000, "date": "2024-01-01"})
        ]
        order = self.new_order(odometer=40000)
        self.assertTrue(order.is_odometer_falling)
        with self.assertRaisesRegex(UserError, "less than the last reading of 50000"):
            order.action_start()
        order.odometer_reason = "replaced"
        order.action_start()
        self.assertEqual(order.odometer_id.reason, "replaced")
        again = self.new_order(odometer=41000)
        self.assertFalse(again.is_odometer_falling)

    def test_acceptance_report(self):
        self.customer.lang = "en_US"
        order = self.new_order(
            concern="Squeaks",
            belongings="Child seat",
            fuel="50",
            body_marks=[{"x": 0.5, "y": 0.5, "kind": "dent", "note": "left door"}],
            signed_by="Pavel",
            signature=PIXEL,
        )
        self.assertTrue(order.signed_on)
        render = self.env["ir.actions.report"]._render_qweb_html
        for name, texts in {
            "acceptance": ("Squeaks", "Child seat", "left door", "<svg", "Pavel"),
            "work_order": ("Brake pads", "XW8ZZZ61ZHG012345"),
            "completion": ("Brake pads", "Pavel Gromov"),
        }.items():
            report = f"dealer_service.dealer_service_order_report_{name}"
            html = render(report, order.ids)[0].decode()
            for text in texts:
                self.assertIn(text, html, name)

    def test_damage_is_checked(self):
        with self.assertRaisesRegex(UserError, "cannot be read"):
            self.new_order(body_marks=[{"x": 5}])

    def test_damage_with_its_photo(self):
        files = self.env["ir.attachment"].with_user(self.advisor)
        photo, text = files.create(
            [
                {
                    "name": "door.png",
                    "raw": base64.b64decode(PIXEL),
                },
                {"name": "broken.png", "raw": b"no picture", "mimetype": "image/png"},
            ]
        )
        mark = {"x": 0.5, "y": 0.5, "kind": "dent", "note": "left door"}
        order = self.new_order(
            body_marks=[mark, {**mark, "photo": photo.id}],
            photo_ids=[Command.set((photo | text).ids)],
        )
        [(numbers, picture)] = order._get_walk_around_photos()
        self.assertEqual(numbers, "2")
        paper = self.env["ir.actions.report"]._render_qweb_html(
            "dealer_service.dealer_service_order_report_acceptance", order.ids
        )[0]
        self.assertIn(picture[:60], paper.decode())
        # The id of a foreign file shows nothing of it.
        secret = photo.copy()
        order.body_marks = [{**mark, "photo": secret.id}]
        self.assertEqual([row[0] for row in order._get_walk_around_photos()], [""])
        with self.assertRaisesRegex(UserError, "cannot be read"):
            order.body_marks = [{**mark, "photo": "7"}]

    def test_offers_of_others(self):
        order = self.new_order(lines=False)
        offer = {
            "key": "recall-1",
            "kind": "Recall",
            "name": "Airbag",
            "price": None,
            "lines": [{"kind": "labour", "name": "Airbag", "quantity": 0.5}],
        }
        model = type(order)
        with patch.object(model, "_get_checkin_offers", lambda _order: [offer]):
            order.invalidate_recordset(["check_in_offers"])
            self.assertEqual(order.check_in_offers[0]["name"], "Airbag")
            order.action_add_offer("recall-1")
            with self.assertRaisesRegex(UserError, "does not stand"):
                order.action_add_offer("recall-2")
        self.assertEqual(order.line_ids.mapped("name"), ["Airbag"])

    def test_ready_notice_and_rating(self):
        self.customer.email = "pavel@example.com"
        order = self.ready_order()
        order.action_create_invoice()
        order.action_deliver()
        mails = self.env["mail.mail"].search(
            [("model", "=", order._name), ("res_id", "=", order.id)]
        )
        subjects = " ".join(mails.mapped("subject"))
        self.assertIn("is ready", subjects)
        self.assertIn("How was your visit", subjects)
        self.assertEqual(order.rating_ids.partner_id, self.customer)
        silent = self.new_order(partner_id=self.other.id)
        silent.action_start()
        silent.action_ready()
        self.assertFalse(
            self.env["mail.mail"].search(
                [("model", "=", order._name), ("res_id", "=", silent.id)]
            )
        )
