from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestElsewhere(ServiceCommon):
    """What other workshops did, and what former owners did here."""

    def add_visit(self):
        action = self.vehicle.with_user(self.advisor).action_add_visit()
        [(view, _kind)] = action["views"]
        model = self.env[action["res_model"]].with_user(self.advisor)
        form = Form(model.with_context(**action["context"]), view=view)
        form.history_source = "Garage Nord"
        form.date = fields.Datetime.now() - timedelta(days=200)
        form.odometer = 21000
        form.history_amount = 4800
        with form.line_ids.new() as line:
            line.name = "Timing belt renewed"
        return form.save()

    def test_entry_of_another_workshop(self):
        order = self.add_visit()
        self.assertEqual((order.state, order.vehicle_id), ("history", self.vehicle))
        self.assertFalse(order.sale_order_ids)
        self.assertEqual(order.amount_total, 4800)
        [row] = self.vehicle.with_user(self.advisor)._get_service_book(self.customer)
        self.assertEqual(row["dealer"], "Garage Nord")
        self.assertEqual(row["work"], ["Timing belt renewed"])
        self.assertEqual(self.vehicle.odometer, 21000)
        with self.assertRaises(AccessError):
            self.vehicle.with_user(self.technician).action_add_visit()

    def test_former_owner_behind_the_button(self):
        self.vehicle.ownership_ids.date_from -= timedelta(days=300)
        order = self.new_order()
        self.vehicle._transfer(self.other, fields.Date.today())
        self.env.invalidate_all()
        own = self.vehicle.with_user(self.colleague).action_service_orders()
        visits = self.env[own["res_model"]].with_user(self.colleague)
        [visit] = visits.search(own["domain"])
        [data] = visit.read(["partner_id", "concern", "amount_total", "is_masked"])
        self.assertNotIn("Gromov", str(data))
        self.assertTrue(data["is_masked"])
        with self.assertRaisesRegex(UserError, "former owner"):
            visit.action_open_order()
        action = self.vehicle.with_user(self.manager).action_service_orders()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, order)
