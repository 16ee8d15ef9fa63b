from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestOffers(ServiceCommon):
    """What is offered at the desk, and declined work from visit to visit."""

    def refuse(self, decision="declined", price=3500, part=None):
        order = self.new_order(lines=False)
        part = part or self.part
        line = self.add(order, "part", product_id=part.id, quantity=2, price_unit=price)
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
        # Counted once, or the work won back later would be half of what was declined.
        self.assertFalse(line.recapture_state)
        self.assertEqual((line.declined_amount, line.recapture_rate), (0, 0))
        again = order.line_ids
        self.assertEqual((again.recapture_state, again.declined_amount), ("open", 7000))

    def test_done_without_the_offer_is_done(self):
        """Put on the order by hand: it must not be offered once more."""
        line = self.refuse()
        self.add(self.new_order(lines=False), "part")
        order = self.new_order(lines=False)
        self.assertTrue(self.offers(order))
        mine = self.add(order, "part", quantity=2, price_unit=3000)
        self.assertFalse(self.offers(order))
        order.action_start()
        order.with_user(self.technician).action_ready()
        self.assertEqual(mine.declined_line_id, line)
        self.assertEqual((line.recapture_state, line.recaptured_amount), ("done", 6000))
        self.assertFalse(self.vehicle._get_declined_lines())

    def test_declined_by_hand_once_more_is_followed_once(self):
        first, second = self.refuse(), self.refuse("deferred")
        self.assertEqual(second.declined_line_id, first)
        self.assertEqual(self.vehicle._get_declined_lines(), second)

    def test_other_work_with_a_text_only_is_other_work(self):
        order = self.new_order(lines=False)
        line = self.add(order, name="Dent in the door")
        line._decide("declined", "person")
        self.add(order, name="Wash")
        order.action_start()
        order.action_ready()
        self.ready_order()
        self.assertEqual(line.recapture_state, "open")

    def test_stock_of_today(self):
        """Whether the parts are on the shelf is said with the offer."""
        order = self.new_order(lines=False)
        part = self.storable(3)
        line = self.add(order, "part", product_id=part.id, quantity=4)
        line._decide("declined", "person")
        order.action_cancel()
        key = f"declined-{line.id}"
        order = self.new_order(lines=False)
        stock = self.offers(order)[key]["stock"]
        self.assertEqual(stock, {"text": "3 of 4 in stock", "is_short": True})
        self.storable_more(part, 1)
        part.invalidate_recordset()
        stock = self.offers(order)[key]["stock"]
        self.assertEqual(stock, {"text": "in stock", "is_short": False})
        other = self.refuse()
        self.assertIsNone(self.offers(order)[f"declined-{other.id}"]["stock"])

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
        declined = {f"declined-{line.id}" for line in order.line_ids}
        self.add(order)
        order.action_start()
        order.action_ready()
        engine._update(self.vehicle.ids)
        self.assertEqual(self.vehicle.next_service_date, today - timedelta(380 - 365))
        # Still due, and declined: one offer, or all of them would do it twice.
        order = self.new_order(lines=False)
        self.assertEqual(set(self.offers(order)), declined)
        order.action_add_all_offers()
        self.assertEqual(order.line_ids.product_id, oil | self.part)
        self.assertEqual(len(order.line_ids), 2)

    def test_nobody_else_gets_offers(self):
        self.refuse()
        order = self.new_order(lines=False)
        self.assertFalse(order.with_user(self.technician).check_in_offers)

    def test_shown_at_booking(self):
        line = self.refuse()

        def shown(user):
            values = {"vehicle_id": self.vehicle.id}
            appointments = self.env["dealer.service.appointment"].with_user(user)
            return appointments.new(values).declined_work

        self.assertEqual(shown(self.advisor), f"{line.name} ($\xa07,000.00)")
        self.part.list_price = 4000
        self.assertEqual(shown(self.advisor), f"{line.name} ($\xa08,000.00)")
        self.assertEqual(shown(self.technician), line.name)

    def test_all_with_one_click_at_the_prices_of_today(self):
        other = self.env["product.product"].create({"name": "Brake discs"})
        pads = self.refuse()
        discs = self.refuse("deferred", price=1000, part=other)
        (self.part | other).list_price = 4000
        order = self.new_order(lines=False)
        order.with_user(self.advisor).action_add_all_offers()
        self.assertEqual(order.line_ids.declined_line_id, pads | discs)
        self.assertEqual(order.line_ids.mapped("price_subtotal"), [8000, 8000])
        order.action_add_all_offers()
        self.assertEqual(len(order.line_ids), 2, "Nothing is put on it twice")
        with self.assertRaises(AccessError):
            order.with_user(self.technician).action_add_all_offers()
