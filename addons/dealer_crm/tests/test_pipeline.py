from datetime import date

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.tests import tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestPipeline(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Test lead",
                "type": "opportunity",
                "team_id": cls.team.id,
                "user_id": cls.salesperson.id,
                "partner_id": cls.wang.id,
            }
        )

    def test_new_lead_begins_in_the_first_own_stage(self):
        self.assertEqual(self.lead.stage_id, self.stage_new)

    def test_pipeline_shows_own_stages_only(self):
        groups = (
            self.env["crm.lead"]
            .with_context(default_team_id=self.team.id)
            ._read_group_stage_ids(self.env["crm.stage"], [])
        )
        own = self.stage_new | self.stage_visit | self.stage_delivered
        self.assertEqual(groups, own)
        self.assertEqual(self.lead.dealer_stage_ids, own)

    def test_stock_pipeline_is_as_before(self):
        team = self.env["crm.team"].create({"name": "Stock team"})
        lead = self.env["crm.lead"].create(
            {"name": "Stock lead", "type": "opportunity", "team_id": team.id}
        )
        self.assertFalse(lead.stage_id.team_ids)
        lead.action_set_won()
        self.assertTrue(lead.stage_id.is_won)

    def test_shipped_stages(self):
        team = self.env.ref("dealer_crm.crm_team_new_cars")
        stages = self.env["crm.stage"].search([("team_ids", "in", team.ids)])
        self.assertEqual(
            stages.mapped("name"),
            [
                "New lead",
                "Contacted",
                "Appointment set",
                "Visit",
                "Test drive",
                "Proposal",
                "Negotiation",
                "Sold",
                "Delivered",
            ],
        )
        self.assertEqual(stages.filtered("is_won").name, "Delivered")

    def test_foreign_stage_is_refused(self):
        foreign = self.env.ref("dealer_crm.crm_stage_visit")
        with self.assertRaises(ValidationError):
            self.lead.with_user(self.salesperson).stage_id = foreign

    def test_unknown_stage_is_refused_in_words(self):
        for stage_id in (2**31 - 1, -5):
            with self.assertRaises(UserError) as caught:
                self.lead.with_user(self.salesperson).write({"stage_id": stage_id})
            self.assertIn("does not exist", str(caught.exception))
        self.assertEqual(self.lead.stage_id, self.stage_new)

    def test_lead_that_changes_team_gets_a_stage_of_it(self):
        team = self.env["crm.team"].create({"name": "Stock team"})
        lead = self.env["crm.lead"].create(
            {"name": "Moved", "type": "opportunity", "team_id": team.id}
        )
        lead.team_id = self.team
        self.assertEqual(lead.stage_id, self.stage_new)

    def test_delivery_needs_car_and_customer(self):
        lead = self.lead.with_user(self.salesperson)
        with self.assertRaises(RedirectWarning) as caught:
            lead.stage_id = self.stage_delivered
        self.assertIn("Car", str(caught.exception))
        action = caught.exception.args[1]
        form = lead.with_context(**action["context"])
        arch = form.get_view(action["views"][0][0], "form")["arch"]
        self.assertIn('name="dealer_vehicle_id"', arch)
        self.assertEqual(lead.stage_id, self.stage_new)
        with self.assertRaises(RedirectWarning):
            lead.action_set_won()

    def test_delivery_makes_the_customer_the_owner(self):
        # sold for its owner
        self.vesta.state = "stock"
        lead = self.lead.with_user(self.salesperson)
        lead.dealer_vehicle_id = self.vesta
        lead.stage_id = self.stage_delivered
        self.assertEqual(self.vesta.owner_id, self.wang)
        self.assertEqual(lead.won_status, "won")
        # done once, however often the form is saved
        lead.write({"stage_id": self.stage_delivered.id})
        self.assertEqual(len(self.vesta.ownership_ids), 2)

    def test_car_of_another_customer_is_not_handed_over(self):
        lead = self.lead.with_user(self.salesperson)
        lead.dealer_vehicle_id = self.vesta
        with self.assertRaisesRegex(UserError, "belongs to another customer"):
            lead.stage_id = self.stage_delivered
        self.assertEqual(self.vesta.owner_id, self.anna)

    def test_car_given_in_the_same_write(self):
        self.lead.with_user(self.salesperson).write(
            {"stage_id": self.stage_delivered.id, "dealer_vehicle_id": self.accord.id}
        )
        self.assertEqual(self.accord.owner_id, self.wang)

    def test_gate_holds_for_people_only(self):
        self.lead.sudo().stage_id = self.stage_delivered
        self.assertEqual(self.lead.won_status, "won")

    def test_colleagues_leads_are_hidden(self):
        self.lead.user_id = self.manager
        found = self.env["crm.lead"].with_user(self.salesperson).search([])
        self.assertNotIn(self.lead, found)
        self.assertIn(
            self.lead, self.env["crm.lead"].with_user(self.manager).search([])
        )


@tagged("post_install", "-at_install")
class TestPipelines(DealerCommon):
    """The four pipelines, and what their last stage means."""

    def _team(self, pipeline, **values):
        return self.env["crm.team"].create(
            {
                "name": pipeline,
                "company_id": self.env.company.id,
                "dealer_pipeline": pipeline,
                **values,
            }
        )

    def _lead(self, team, **values):
        return (
            self.env["crm.lead"]
            .with_user(self.salesperson)
            .create(
                {
                    "name": "Lead",
                    "type": "opportunity",
                    "team_id": team.id,
                    "company_id": self.env.company.id,
                    "partner_id": self.anna.id,
                    **values,
                }
            )
        )

    def _stages(self, team):
        return self.env["crm.stage"].search([("team_ids", "in", team.ids)])

    def _won(self, team):
        return self._stages(team).filtered("is_won")

    def test_a_team_gets_the_stages_of_its_pipeline(self):
        for pipeline, last in (
            ("new_cars", "crm_stage_delivered"),
            ("used_cars", "crm_stage_delivered"),
            ("trade_in", "crm_stage_bought_in"),
            ("service_sales", "crm_stage_work_done"),
        ):
            team = self._team(pipeline)
            template = self.env.ref(f"dealer_crm.crm_team_{pipeline}")
            self.assertTrue(team.dealer_own_stages)
            self.assertEqual(self._stages(team), self._stages(template))
            self.assertEqual(self._won(team), self.env.ref(f"dealer_crm.{last}"))
            first = self.env.ref("dealer_crm.crm_stage_new")
            self.assertEqual(self._lead(team).stage_id, first)

    def test_another_pipeline_only_without_leads(self):
        team = self._team("new_cars")
        team.dealer_pipeline = "trade_in"
        self.assertNotIn(
            self.env.ref("dealer_crm.crm_stage_delivered"), self._stages(team)
        )
        lead = self._lead(team)
        lead.sudo().stage_id = self.env.ref("dealer_crm.crm_stage_appraisal")
        with self.assertRaises(UserError):
            team.dealer_pipeline = "service_sales"

    def test_trade_in_takes_the_car_in_stock(self):
        team = self._team("trade_in")
        self.vesta._set_owner(self.anna, date(2026, 1, 10))
        lead = self._lead(team)
        with self.assertRaises(RedirectWarning):
            lead.stage_id = self._won(team)
        lead.dealer_trade_in_vehicle_id = self.vesta
        with self.assertRaises(RedirectWarning, msg="no price is agreed"):
            lead.stage_id = self._won(team)
        appraisal = self.env["dealer.appraisal"].create(
            {
                "lead_id": lead.id,
                "vehicle_id": self.vesta.id,
                "market_value": 500_000,
            }
        )
        appraisal.action_offer()
        appraisal.action_agree()
        lead.stage_id = self._won(team)
        self.assertEqual(self.vesta.state, "stock")
        self.assertEqual(self.vesta.company_id, self.env.company)
        self.assertFalse(self.vesta.owner_id)
        period = self.vesta.ownership_ids
        self.assertEqual(period.date_to, fields.Date.context_today(period))

    def test_service_sales_hand_no_car_over(self):
        team = self._team("service_sales")
        owner = self.vesta.owner_id
        lead = self._lead(
            team, partner_id=self.wang.id, dealer_vehicle_id=self.vesta.id
        )
        lead.stage_id = self._won(team)
        self.assertEqual(lead.won_status, "won")
        self.assertEqual(self.vesta.owner_id, owner)

    def test_board_has_the_columns_of_ones_own_team(self):
        cars, service = self._team("new_cars"), self._team("service_sales")
        cars.member_ids = self.salesperson
        service.member_ids = self.manager
        leads = self.env["crm.lead"]
        mine = leads.with_user(self.salesperson)._get_dealer_board_teams()
        self.assertEqual(mine, cars)
        others = leads.with_user(self.reader)._get_dealer_board_teams()
        self.assertIn(service, others)
        self.assertNotIn(self.env.ref("dealer_crm.crm_team_trade_in"), others)
