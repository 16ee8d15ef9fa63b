from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

VIN_DEMO = "XTAGFK330JYDEM042"
VIN_SOLD = "XTAGFK330JYWAY777"


@tagged("post_install", "-at_install")
class TestDealTour(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("web_tour.enabled", False)
        cls.company = cls.env.company
        cls.seller = new_test_user(
            cls.env,
            "deal-sales",
            "dealer_crm.group_dealer_user",
            lang="en_US",
            tz="UTC",
        )
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Deals",
                "dealer_pipeline": "new_cars",
                "company_id": cls.company.id,
                "member_ids": [Command.link(cls.seller.id)],
            }
        )
        cls.env["dealer.intake.source"].search(
            [("channel", "=", "walk_in")]
        ).active = False
        cls.env["dealer.intake.source"].create(
            {
                "name": "Door",
                "channel": "walk_in",
                "team_id": cls.team.id,
                "company_id": cls.company.id,
            }
        )
        # One Vesta to try: whichever the demo data has are not for this test.
        cls.env["dealer.vehicle"].search([("state", "=", "demo")]).state = "gone"
        model = cls.env.ref("dealer_crm.model_lada_vesta")
        cls.demo, cls.car = cls.env["dealer.vehicle"].create(
            [
                {
                    "vin": vin,
                    "model_id": model.id,
                    "state": state,
                    "company_id": cls.company.id,
                    "odometer_ids": [Command.create({"value": 1200})],
                }
                for vin, state in ((VIN_DEMO, "demo"), (VIN_SOLD, "stock"))
            ]
        )

    def test_from_the_door_to_the_delivery(self):
        url = "/odoo/dealer-visits"
        self.start_tour(url, "dealer_deal", login="deal-sales", timeout=300)
        lead = self.env["crm.lead"].search([("dealer_vehicle_id", "=", self.car.id)])
        self.assertEqual(lead.won_status, "won")
        self.assertEqual(lead.dealer_deposit, 50_000)
        self.assertTrue(lead.dealer_first_response_at)
        self.assertEqual(self.car.owner_id, lead.partner_id)
        self.assertEqual(self.car.state, "customer")
        self.assertEqual(self.demo.odometer, 1217)
        drive = lead.dealer_test_drive_ids
        self.assertEqual(
            (drive.state, drive.would_buy, drive.won_rate), ("done", "yes", 100)
        )
        self.assertTrue(drive.signature)

    def test_a_car_is_not_booked_twice(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Second",
                "type": "opportunity",
                "partner_id": self.env["res.partner"].create({"name": "Late"}).id,
                "team_id": self.team.id,
                "company_id": self.company.id,
                "user_id": self.seller.id,
                "dealer_wish_model_id": self.demo.model_id.id,
            }
        )
        now = fields.Datetime.now().replace(minute=0, second=0, microsecond=0)
        self.env["dealer.test.drive"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "First"}).id,
                "vehicle_id": self.demo.id,
                "user_id": self.seller.id,
                "start": now,
                # Also when the hour ends while the tour runs.
                "stop": now + timedelta(hours=4),
            }
        )
        url = f"/odoo/dealer-pipeline/{lead.id}"
        self.start_tour(url, "dealer_booked_car", login="deal-sales", timeout=180)
        drive = lead.dealer_test_drive_ids
        self.assertEqual(drive.start.date(), fields.Date.to_date("2031-03-04"))
        self.assertEqual(drive.stop - drive.start, timedelta(minutes=45))
