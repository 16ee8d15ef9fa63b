from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ServiceCommon


class TourCommon(ServiceCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].sudo().set_param("web_tour.enabled", False)
        cls.env["dealer.service.skill"].search([]).is_public = False
        cls.skill = cls.env["dealer.service.skill"].create(
            {"name": "Brakes", "hours": 1, "is_public": True}
        )
        cls.bay = cls.env["dealer.service.resource"].create(
            {"kind": "bay", "name": "Bay of the tour", "company_id": cls.env.company.id}
        )


@tagged("post_install", "-at_install")
class TestWorkshopTour(TourCommon):
    def test_from_reception_to_delivery_with_three_payers(self):
        start = fields.Datetime.now() + timedelta(minutes=5)
        appointment = self.env["dealer.service.appointment"].create(
            {
                "vehicle_id": self.vehicle.id,
                "start": start,
                "stop": start + timedelta(hours=2),
                "bay_id": self.bay.id,
                "reason": "Squeaks when braking",
            }
        )
        self.start_tour(
            f"/odoo/dealer-appointments/{appointment.id}",
            "dealer_workshop_three_payers",
            login="svc-advisor",
            timeout=300,
        )
        order = appointment.order_id
        self.assertEqual((appointment.state, order.state), ("arrived", "delivered"))
        self.assertEqual(self.vehicle.odometer, 30100)
        kinds = order.line_ids.mapped("pay_type_id.kind")
        self.assertEqual(kinds, ["customer", "warranty", "internal"])
        # The customer pays, the claim waits for the maker, nobody pays the rest.
        invoice = order.invoice_ids
        self.assertEqual(invoice.partner_id, self.customer)
        self.assertEqual((invoice.state, invoice.amount_untaxed), ("posted", 4000))
        claim = order.sale_order_ids.dealer_claim_ids
        self.assertEqual(claim.sale_order_id.partner_id, self.maker)
        self.assertEqual(
            order.sale_order_ids.order_line.dealer_service_line_id,
            order.line_ids - order.line_ids[-1:],
        )
        self.assertEqual(self.env["dealer.check"]._run(), [])

    def test_portal(self):
        user = new_test_user(
            self.env,
            "shop-portal",
            "base.group_portal",
            partner_id=self.customer.id,
            company_id=self.env.company.id,
            company_ids=self.env.company.ids,
        )
        order = self.ready_order()
        order.action_create_invoice()
        order.action_deliver()
        self.start_tour("/my", "dealer_workshop_portal", login=user.login)
        appointment = self.vehicle.appointment_ids
        self.assertEqual(appointment.partner_id, self.customer)
        self.assertEqual((appointment.state, appointment.source), ("booked", "online"))


@tagged("post_install", "-at_install")
class TestTechnicianTour(TourCommon):
    """On the telephone, as in the bay."""

    browser_size = "390x844"
    touch_enabled = True

    def test_my_jobs(self):
        order = self.new_order(lines=False, technician_id=self.technician.id)
        front = self.add(order, name="Front brakes")
        oil = self.add(order, name="Oil change")
        self.add(order, name="Body work", technician_ids=self.colleague.ids)
        self.start_tour(
            "/odoo/dealer-jobs", "dealer_workshop_technician", login="svc-tech"
        )
        self.assertEqual(order.state, "in_work")
        self.assertTrue(oil.done_date)
        self.assertFalse(front.done_date)
        clocks = self.env["dealer.service.clock"].search([("order_id", "=", order.id)])
        self.assertEqual(clocks.user_id, self.technician)
        self.assertEqual(clocks.line_id, front | oil)
        self.assertNotIn(False, clocks.mapped("stop"))
        found = order.line_ids.filtered(lambda line: line.name == "Tyre cut")
        self.assertEqual((found.severity, found.decision), ("red", "pending"))
        self.assertEqual(found.photo_ids.name, "tyre.png")
