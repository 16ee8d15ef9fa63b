"""What stands around a deal: wishes in full, prices, trade-ins, the call centre."""

from datetime import timedelta

from odoo import models

from ..tools import cars
from .dealer_demo_leads import SILENT

TRIMS = ("Comfort", "Elite", "Prestige")
GRADES = ("like_new", "good", "good", "good", "worn")
FINDINGS = (
    "Front bumper to be painted",
    "Brake discs at the limit, tyres for one more season",
    "Stone chips on the bonnet",
    "",
)
# Stages in which the call centre is still at work, and those to which it has led.
WITH_BDC = ("New lead", "Contacted")
HANDED_OVER = ("Appointment set", "Visit")
FEEDBACK = (
    "Quiet, and much room in the back",
    "The seat could be firmer",
    "Pulls well, the screen is easy to use",
    "Likes it, wants to come back with the family",
)
# A car loses so much of its price in the first year and in each further one.
FIRST_YEAR, FURTHER_YEARS = 0.82, 0.91


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("prices", "prices of cars in stock", self._make_prices),
            ("wishes", "wishes", self._make_wishes),
            ("appraisals", "trade-in appraisals", self._make_appraisals),
            ("feedback", "answers after test drives", self._make_feedback),
            ("bdc", "leads of the call centre", self._make_bdc),
        ]

    def _get_car_price(self, vehicle, today):
        """What a car costs today, in whole thousands."""
        prices = {
            self.env.ref(f"dealer_crm.{car.key}").id: car.price for car in cars.CARS
        }
        age = max(0, today.year - (vehicle.model_year or today.year))
        rest = FIRST_YEAR * FURTHER_YEARS ** (age - 1) if age else 1
        return round(prices.get(vehicle.model_id.id, 1_500_000) * rest, -4)

    def _make_prices(self, house):
        rng = house.random("prices")
        offered = self.env["dealer.vehicle"].search(
            [("state", "in", ("stock", "demo"))], order="id"
        )
        for car in offered.with_context(**SILENT):
            car.write(
                {
                    "asking_price": self._get_car_price(car, house.today),
                    "trim": rng.choice(TRIMS),
                }
            )

    def _make_wishes(self, house):
        """Most customers have said what they can spend, some of them the colour."""
        rng = house.random("wishes")
        offered = self.env["dealer.vehicle"].search(
            [("state", "in", ("stock", "demo"))], order="id"
        )
        colours = sorted(set(offered.mapped("color")) - {False})
        leads = self.env["crm.lead"].search(
            [("dealer_wish_model_id", "!=", False), ("won_status", "=", "pending")],
            order="id",
        )
        for lead in leads.with_context(**SILENT):
            price = lead.expected_revenue or 2_000_000
            lead.write(
                {
                    "dealer_wish_condition": rng.choice(("new", "new", "used", False)),
                    "dealer_wish_budget_max": round(price * rng.uniform(0.95, 1.3), -4),
                    "dealer_wish_trim": rng.choice((*TRIMS, False, False, False)),
                    "dealer_wish_color": rng.choice((*colours, *[False] * 12)),
                    "dealer_wish_transmission": rng.choice(("automatic", False)),
                    "dealer_wish_date": house.today + timedelta(rng.randint(5, 90)),
                }
            )

    # === TRADE-IN === #

    def _make_appraisals(self, house):
        rng = house.random("appraisals")
        leads = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            .search(
                [
                    ("dealer_trade_in_vehicle_id", "!=", False),
                    ("partner_id", "!=", False),
                    ("user_id", "!=", False),
                ],
                order="id",
            )
        )
        leads = leads.filtered(
            lambda lead: (
                lead.dealer_trade_in_vehicle_id.owner_id == lead.partner_id
                and lead.stage_id.name not in WITH_BDC
            )
        )
        appraisals = self.env["dealer.appraisal"].with_context(**SILENT)
        for lead in leads:
            record = appraisals.create(self._prepare_appraisal(house, lead, rng))
            self._settle_appraisal(record, lead, rng)

    def _prepare_appraisal(self, house, lead, rng):
        car = lead.dealer_trade_in_vehicle_id
        value = self._get_car_price(car, house.today)
        return {
            "lead_id": lead.id,
            "partner_id": lead.partner_id.id,
            "vehicle_id": car.id,
            "company_id": lead.company_id.id,
            "user_id": lead.user_id.id,
            "date": house.today - timedelta(days=rng.randint(0, 5)),
            "odometer": car.odometer,
            **{
                name: rng.choice(GRADES)
                for name in ("body", "interior", "mechanics", "tyres")
            },
            "accident": rng.choice(("none", "none", "light")),
            "documents": rng.choice(("original", "original", "duplicate")),
            "owner_count": rng.randint(1, 3),
            "has_service_book": rng.random() < 0.6,
            "note": rng.choice(FINDINGS),
            "market_value": value,
            "repair_cost": rng.choice((0, 25_000, 40_000, 90_000)),
            "wanted_price": round(value * rng.uniform(0.85, 1.0), -4),
        }

    def _settle_appraisal(self, record, lead, rng):
        """How far an appraisal has come follows from its lead."""
        if lead.stage_id.name in ("Appointment set", "Visit") or not record.offer:
            return
        record.action_offer()
        if lead.won_status == "lost" or rng.random() < 0.2:
            record.refusal = rng.choice(("price", "private", "keeps", "competitor"))
            record.action_refuse()
        elif lead.stage_id.name in ("Negotiation", "Sold", "Delivered"):
            record.action_agree()
            if lead.won_status == "won":
                record._purchase()

    # === TEST DRIVES, CALL CENTRE === #

    def _make_feedback(self, house):
        rng = house.random("feedback")
        held = self.env["dealer.test.drive"].search(
            [("state", "=", "done")], order="id"
        )
        for drive in held.with_context(**SILENT):
            if rng.random() < 0.7:
                likes = drive.outcome in ("offer", "thinking")
                drive.write(
                    {
                        "advice": str(rng.randint(3, 5)),
                        "would_buy": rng.choice(("yes", "maybe") if likes else ("no",)),
                        "feedback": rng.choice(FEEDBACK),
                        "feedback_at": drive.stop,
                    }
                )

    def _make_bdc(self, house):
        """The call centre works what came in last, and has handed over the rest."""
        leads = self.env["crm.lead"].search(
            [("dealer_channel", "!=", "walk_in"), ("user_id", "!=", False)], order="id"
        )
        teams = leads.team_id.filtered("dealer_own_stages")
        teams.dealer_bdc_first = True
        in_work = leads.filtered(lambda lead: lead.stage_id.name in WITH_BDC)
        (leads - in_work).with_context(**SILENT).dealer_with_bdc = False
        in_work.with_context(**SILENT).dealer_with_bdc = True
        bdc = self._get_user("bdc")
        ready = leads.filtered(lambda lead: lead.stage_id.name in HANDED_OVER)
        ready.with_context(**SILENT).dealer_with_bdc = True
        for lead in ready:
            own = lead.with_user(bdc).with_company(lead.company_id)
            own.with_context(**SILENT).action_dealer_hand_over_lead()
