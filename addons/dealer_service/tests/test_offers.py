from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestOffers(ServiceCommon):
    """What is offered at the desk, and declined work from visit to visit."""

    def refuse(self, decision="declined", price=3500):
        order = self.new_order(lines=False)
        line = self.add(order, "part", quantity=2, price_unit=price)
        line._decide(decision, "person")
        self.add(order)
        order.action_start()
        order.action_ready()
        order.action_create_invoice()
        order.action_deliver()
        return line

    def offers(self, order):
        order.invalidate_recordset(["check_in_offers"])
        return {offer["key"]: offer for offer in order.check_in_offers or []}

    def test_declined_work_comes_back_with_the_price_of_today(self):
        line = self.refuse()
        self.assertEqual((line.recapture_state, line.declined_amount), ("open", 7000))
        self.part.list_price = 4000
        order = self.new_order(lines=False)
        key = f"declined-{line.id}"
        self.assertEqual(self.offers(order)[key]["price"], 8000)
        order.action_add_offer(key)
        again = order.line_ids
        self.assertEqual((again.decision, again.price_subtotal), ("approved", 8000))
        self.assertNotIn(key, self.offers(order))
        self.assertEqual(line.recapture_state, "taken")
        self.assertEqual(line.recaptured_amount, 0)
        order.action_start()
        order.action_ready()
        self.assertEqual(line.recapture_state, "done")
        self.assertEqual((line.recaptured_amount, line.recapture_rate), (8000, 100))

    def test_cancelled_again_is_open_again(self):
        line = self.refuse("deferred")
        order = self.new_order(lines=False)
        order.action_add_offer(f"declined-{line.id}")
        order.action_cancel()
        self.assertEqual(line.recapture_state, "open")

    def test_declined_again_is_followed_once(self):
        line = self.refuse()
        order = self.new_order(lines=False)
        order.action_add_offer(f"declined-{line.id}")
        order.line_ids.action_decline()
        self.assertEqual(line.recapture_state, "closed")
        self.assertEqual(order.line_ids.recapture_state, "open")

    def test_not_wanted_any_more(self):
        line = self.refuse().with_user(self.advisor)
        order = self.new_order(lines=False)
        line.action_not_wanted()
        self.assertEqual(line.recapture_state, "closed")
        self.assertFalse(self.offers(order))
        with self.assertRaisesRegex(UserError, "Only open"):
            line.action_not_wanted()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            line.name = "Something else"

    def test_recall_is_offered_and_done_by_the_order(self):
        self.env.ref("dealer_service.pay_type_recall").payer_id = self.maker
        work = self.env["product.product"].create({"name": "Bolts", "type": "service"})
        recall = self.env["dealer.recall"].create(
            {"name": "R/9", "title": "Belt bolts", "product_id": work.id, "hours": 0.5}
        )
        row = self.env["dealer.recall.vehicle"].create(
            {"recall_id": recall.id, "vehicle_id": self.vehicle.id}
        )
        order = self.new_order(lines=False)
        offer = self.offers(order)[f"recall-{row.id}"]
        self.assertIsNone(offer["price"])
        order.action_add_offer(offer["key"])
        self.assertEqual(order.line_ids.pay_type_id.kind, "recall")
        self.assertEqual(order.line_ids.quantity, 0.5)
        order.action_start()
        order.action_ready()
        self.assertEqual((row.state, row.order_id), ("done", order))

    def test_due_maintenance_and_a_declined_one_stays_due(self):
        model = self.env["fleet.vehicle.model"].create(
            {
                "name": "Polo",
                "brand_id": self.env["fleet.vehicle.model.brand"]
                .create({"name": "Volga"})
                .id,
            }
        )
        oil = self.env["product.product"].create(
            {"name": "Oil change", "type": "service", "list_price": 1000}
        )
        plan = self.env["dealer.maintenance.plan"].create(
            {
                "name": "Volga",
                "brand_id": model.brand_id.id,
                "line_ids": [
                    Command.create(
                        {
                            "product_id": oil.id,
                            "interval_months": 12,
                            "hours": 2,
                            "part_ids": [Command.create({"product_id": self.part.id})],
                        }
                    )
                ],
            }
        )
        today = fields.Date.today()
        self.vehicle.write(
            {"model_id": model.id, "first_registration": today - timedelta(380)}
        )
        engine = self.env["dealer.maintenance.engine"]
        engine._update(self.vehicle.ids)
        order = self.new_order(lines=False)
        key = f"due-{plan.line_ids.id}"
        self.assertEqual(self.offers(order)[key]["price"], 2 * 1000 + 3500)
        order.action_add_offer(key)
        self.assertEqual(order.line_ids.product_id, oil | self.part)
        order.line_ids.action_decline()
        self.add(order)
        order.action_start()
        order.action_ready()
        engine._update(self.vehicle.ids)
        self.assertIn(key, self.offers(self.new_order(lines=False)))

    def test_nobody_else_gets_offers(self):
        self.refuse()
        order = self.new_order(lines=False)
        self.assertFalse(order.with_user(self.technician).check_in_offers)

    def test_shown_at_booking(self):
        line = self.refuse()
        appointment = self.env["dealer.service.appointment"].new(
            {"vehicle_id": self.vehicle.id}
        )
        self.assertEqual(appointment.declined_work, line.name)

    def test_all_with_one_click_at_the_prices_of_today(self):
        pads, discs = self.refuse(), self.refuse("deferred", price=1000)
        self.part.list_price = 4000
        order = self.new_order(lines=False)
        order.with_user(self.advisor).action_add_all_offers()
        self.assertEqual(order.line_ids.declined_line_id, pads | discs)
        self.assertEqual(order.line_ids.mapped("price_subtotal"), [8000, 8000])
        order.action_add_all_offers()
        self.assertEqual(len(order.line_ids), 2, "Nothing is put on it twice")
        with self.assertRaises(AccessError):
            order.with_user(self.technician).action_add_all_offers()
