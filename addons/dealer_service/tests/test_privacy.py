from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestPrivacy(ServiceCommon):
    def test_history_of_the_car_stays(self):
        boss = new_test_user(self.env, "boss", "dealer_crm.group_dealer_privacy")
        order = self.env["dealer.service.order"].create(
            {
                "vehicle_id": self.vehicle.id,
                "partner_id": self.customer.id,
                "odometer": 50_000,
                "concern": "Call my wife Lena",
            }
        )
        privacy = self.env["dealer.privacy"].with_user(boss)
        with self.assertRaisesRegex(UserError, "open service orders"):
            privacy._erase(self.customer, "letter")
        order.action_cancel()
        privacy._erase(self.customer, "letter")
        self.env.invalidate_all()
        self.assertFalse(order.concern)
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual((order.vehicle_id, order.odometer), (self.vehicle, 50_000))
        self.assertEqual(self.customer.name, f"Erased person #{self.customer.id}")
        self.assertEqual(self.vehicle.owner_id, self.customer)
        visit = self.env["dealer.service.order"].new({"vehicle_id": self.vehicle.id})
        self.assertFalse(visit.partner_id)
