from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestGate(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env.ref("dealer_crm.crm_team_new_cars")
        cls.stage = cls.env["crm.stage"].create(
            {"name": "Deal", "team_ids": cls.team.ids, "sequence": 75}
        )
        cls.seller = new_test_user(
            cls.env,
            "gate_seller",
            "dealer_crm.group_dealer_user",
            company_id=cls.team.company_id.id,
            company_ids=cls.team.company_id.ids,
        )
        cls.leads = cls.env["crm.lead"].create(
            [
                {
                    "name": f"Gate {number}",
                    "type": "opportunity",
                    "team_id": cls.team.id,
                    "user_id": cls.seller.id,
                    "partner_id": cls.wang.id,
                }
                for number in range(20)
            ]
        )
        cls.lead = cls.leads[0]

    def _rule(self, kind, field=None):
        return self.env["dealer.stage.rule"].create(
            {
                "stage_id": self.stage.id,
                "kind": kind,
                "field_id": field
                and self.env["ir.model.fields"]._get_ids("crm.lead")[field],
            }
        )

    def _move(self, lead=None, **values):
        lead = (lead or self.lead).with_user(self.seller)
        lead.write({"stage_id": self.stage.id, **values})

    def _assert_gate(self, missing):
        with self.assertRaises(RedirectWarning) as caught, self.cr.savepoint():
            self._move()
        message, action, _button = caught.exception.args[:3]
        self.assertIn(missing, message)
        self.assertNotEqual(self.lead.stage_id, self.stage)
        return action

    def test_field(self):
        self._rule("field", "dealer_deposit")
        action = self._assert_gate("Deposit")
        self.assertEqual(action["context"]["dealer_gate_view_ref"], self.stage.id)
        # With the value in the same step it is not asked.
        self._move(dealer_deposit=500)
        self.assertEqual(self.lead.stage_id, self.stage)

    def test_small_form_asks_just_for_that(self):
        self._rule("field", "dealer_deposit")
        self._rule("field", "dealer_wish_brand_id")
        action = self._assert_gate("Deposit")
        lead = self.lead.with_user(self.seller).with_context(**action["context"])
        view = lead.get_view(action["views"][0][0], "form")
        for name, shown in (
            ("dealer_deposit", True),
            ("dealer_wish_brand_id", True),
            ("expected_revenue", False),
        ):
            self.assertEqual(f'name="{name}"' in view["arch"], shown, name)
        lead.write(
            {
                "dealer_deposit": 500,
                "dealer_wish_brand_id": self.vesta.brand_id.id,
            }
        )
        self.assertEqual(lead.action_dealer_enter_stage()["tag"], "soft_reload")
        self.assertEqual(self.lead.stage_id, self.stage)
        # Another stage, another form.
        other = lead.with_context(dealer_gate_view_ref=False)
        plain = other.get_view(action["views"][0][0], "form")
        self.assertNotIn('name="dealer_deposit"', plain["arch"])

    def test_call(self):
        self._rule("contact")
        self._assert_gate("Customer Reached")
        call = self.env["dealer.call"].create(
            {"lead_id": self.lead.id, "partner_id": self.wang.id, "result": "no_answer"}
        )
        self._assert_gate("Customer Reached")
        call.result = "reached"
        self._move()

    def test_appointment(self):
        self._rule("meeting")
        self._assert_gate("Appointment Made")
        self.env["calendar.event"].create(
            {
                "name": "Talk",
                "start": "2026-03-02 09:00:00",
                "stop": "2026-03-02 10:00:00",
                "opportunity_id": self.lead.id,
            }
        )
        self._move()

    def test_test_drive(self):
        booked, held = self._rule("test_drive"), self._rule("test_drive_done")
        held.active = False
        self._assert_gate("Test Drive Booked")
        demo = self.env["dealer.vehicle"].create(
            {"vin": "WBA8E9G50GNT43299", "state": "demo"}
        )
        drive = self.env["dealer.test.drive"].create(
            {
                "lead_id": self.lead.id,
                "partner_id": self.wang.id,
                "vehicle_id": demo.id,
                "start": "2026-03-02 09:00:00",
                "stop": "2026-03-02 10:00:00",
            }
        )
        booked.active, held.active = False, True
        self._assert_gate("Test Drive Held")
        self.assertEqual(
            self.lead.with_context(dealer_gate_view_ref=self.stage.id).dealer_gate_text,
            "Test Drive Held",
        )
        self.env.cr.execute(
            "UPDATE dealer_test_drive SET state = 'done' WHERE id = %s", [drive.id]
        )
        self.env.invalidate_all()
        self._move()

    def test_document(self):
        self._rule("document")
        self._assert_gate("Document Attached")
        self.env["ir.attachment"].create(
            {
                "name": "contract.pdf",
                "raw": b"x",
                "res_model": "crm.lead",
                "res_id": self.lead.id,
            }
        )
        self._move()

    def test_not_for_machines(self):
        self._rule("field", "dealer_deposit")
        self.lead.sudo().stage_id = self.stage
        self.assertEqual(self.lead.stage_id, self.stage)

    def test_archived_rule_does_not_ask(self):
        self._rule("field", "dealer_deposit").active = False
        self._move()

    def test_creation(self):
        self._rule("field", "dealer_deposit")
        values = {
            "name": "Straight there",
            "type": "opportunity",
            "team_id": self.team.id,
            "stage_id": self.stage.id,
            "user_id": self.seller.id,
        }
        leads = self.env["crm.lead"].with_user(self.seller)
        with self.assertRaises(UserError):
            leads.create(values)
        leads.create({**values, "dealer_deposit": 100})

    def test_gate_at_the_entry_stage_loses_no_lead(self):
        """A lead that comes by itself begins there whatever the stage asks for."""
        self._rule("field", "dealer_deposit")
        self.stage.sequence = -1
        leads = self.env["crm.lead"].with_user(self.intake_user)
        lead = leads.create(
            {"name": "Came by itself", "type": "opportunity", "team_id": self.team.id}
        )
        self.assertEqual(lead.stage_id, self.stage)

    def test_rule_without_field(self):
        with self.assertRaises(ValidationError):
            self._rule("field")

    def test_constant_queries(self):
        for kind in ("contact", "meeting", "test_drive", "document"):
            self._rule(kind)
        counts = []
        for leads in (self.leads[:2], self.leads[:2], self.leads):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            unmet = leads.with_user(self.seller)._get_dealer_unmet(self.stage)
            self.assertEqual(len(unmet), len(leads))
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_rights(self):
        rule = self._rule("contact")
        with self.assertRaises(UserError):
            rule.with_user(self.seller).active = False
