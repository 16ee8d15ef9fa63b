from datetime import date, timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.dealer_marketing.tests.common import ConsentCommon


@tagged("post_install", "-at_install")
class TestCampaign(ConsentCommon):
    def test_a_car_in_the_workshop_is_a_visit(self):
        group = self.env["mailing.filter"].create(
            {
                "name": "Both",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": repr([("id", "in", (self.yes | self.no).ids)]),
            }
        )
        campaign = self.env["utm.campaign"].create(
            {
                "title": "Winter check",
                "dealer_is_campaign": True,
                "dealer_filter_id": group.id,
                "dealer_purpose_id": self.offers.id,
                "dealer_start_on": date(2026, 1, 1),
                "dealer_holdout": 0,
                "dealer_step_ids": [Command.create({"name": "Call", "kind": "call"})],
            }
        )
        members = self.env["dealer.campaign.member"]
        members._enrol(campaign, self.yes | self.no)
        members = members.search([("campaign_id", "=", campaign.id)])
        members.joined_at = fields.Datetime.now() - timedelta(days=5)
        car = self.env["dealer.vehicle"].create({"vin": "WBA8E9G50GNT43230"})
        came = fields.Datetime.now() - timedelta(days=1)
        self.env["dealer.service.order"].create(
            [
                {
                    "vehicle_id": car.id,
                    "partner_id": partner.id,
                    "state": state,
                    "date": came,
                }
                for partner, state in (
                    (self.yes, "history"),
                    (self.no, "appointment"),
                )
            ]
        )
        members._update_facts()
        found = {member.partner_id: member.reached for member in members}
        self.assertEqual(found, {self.yes: "visited", self.no: "none"})
