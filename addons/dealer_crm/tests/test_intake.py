from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import VIN_GEELY, VIN_LADA, DealerCommon


@tagged("post_install", "-at_install")
class TestIntake(DealerCommon):
    def test_lead_of_a_new_customer(self):
        row = self.take(self.adf("A-1", comments="Blue &lt;b&gt;one&lt;/b&gt;"))
        self.assertEqual((row.state, row.error), ("done", False))
        lead = row.lead_ids
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.stage_id, self.stage_new)
        self.assertEqual(lead.company_id, self.env.company)
        self.assertEqual(lead.dealer_channel, "adf")
        self.assertEqual(lead.partner_id.name, "Ivan Petrov")
        self.assertEqual(lead.partner_id.dealer_phone_key, "+79005550101")
        self.assertEqual(lead.dealer_wish_model_id, self.model_vesta)
        self.assertEqual(lead.dealer_wish_year, 2026)
        self.assertIn("Blue", lead.description)
        self.assertEqual(row.parsed[0]["customer"]["full_name"], "Ivan Petrov")

    def test_known_customer_by_phone_and_by_email(self):
        for number, values in enumerate(
            [
                {"phone": "8 (900) 123-45-67"},
                {"phone": "", "email": "anna.l@EXAMPLE.com"},
            ]
        ):
            row = self.take(self.adf(f"K-{number}", name="A. L.", **values))
            self.assertEqual(row.lead_ids.partner_id, self.anna)
        self.assertEqual(self.anna.name, "Анна Лещинская", "never overwritten")
        self.assertEqual(self.anna.phone, "+7 900 123-45-67")

    def test_surest_of_several_candidates(self):
        other = self.env["res.partner"].create(
            {"name": "Пётр", "phone": self.anna.phone}
        )
        row = self.take(self.adf("K-9", name="Петр", phone=self.anna.phone))
        self.assertEqual(row.lead_ids.partner_id, other)

    def test_other_person_with_the_same_phone(self):
        """A couple shares a phone: two customers, and somebody is asked."""
        row = self.take(self.adf("K-5", "Пётр Лещинский", self.anna.phone))
        partner = row.lead_ids.partner_id
        self.assertNotEqual(partner, self.anna)
        pair = self.env["dealer.duplicate"].search([("other_id", "=", partner.id)])
        self.assertEqual((pair.partner_id, pair.state), (self.anna, "open"))
        self.assertFalse(pair.is_sure)

    def test_missing_data_of_a_known_customer_are_filled(self):
        self.take(
            self.adf("K-3", "Wang Wei", "+7 900 123-45-68", email="wang@example.com")
        )
        self.assertEqual(self.wang.email, "wang@example.com")

    def test_repeat_makes_no_second_lead(self):
        first = self.take(self.adf("R-1"))
        second = self.take(self.adf("R-1"))
        self.assertEqual(first, second)
        self.assertEqual(
            self.env["crm.lead"].search_count([("id", "in", first.lead_ids.ids)]), 1
        )

    def test_lost_lead_is_still_named(self):
        row = self.take(self.adf("R-2"))
        lead = row.lead_ids
        lead.action_set_lost()
        self.assertFalse(lead.active)
        row.invalidate_recordset()
        self.assertEqual(row.lead_ids, lead)
        self.assertEqual(row.lead_count, 1)
        self.assertEqual(self.take(self.adf("R-2")).lead_ids, lead)

    def test_repeat_without_number(self):
        first = self.take(self.adf())
        self.assertEqual(self.take(self.adf()), first)
        self.assertNotEqual(self.take(self.adf(comments="other")), first)
        late = fields.Datetime.now() - timedelta(hours=self.source.repeat_hours + 1)
        self.env.cr.execute(
            "UPDATE dealer_inbox SET create_date = %s, dedup_key = 'hash:old'"
            " WHERE id = %s",
            [late, first.id],
        )
        self.env.invalidate_all()
        self.assertNotEqual(self.take(self.adf()), first, "a new wish of a later day")

    def test_same_number_with_another_text_is_kept_and_noted(self):
        first = self.take(self.adf("R-2"))
        second = self.take(self.adf("R-2", comments="Still waiting"))
        self.assertEqual(second.state, "duplicate")
        self.assertEqual(second.original_id, first)
        self.assertEqual(second.lead_ids, first.lead_ids)
        self.assertIn("Still waiting", first.lead_ids.message_ids[0].body)

    def test_same_number_of_another_source_is_another_lead(self):
        other = self.source.copy({"name": "Other portal"})
        self.assertNotEqual(
            self.take(self.adf("R-3")).lead_ids,
            self.take(self.adf("R-3", "Olga Belova", "+79005550102"), other).lead_ids,
        )

    def test_several_prospects(self):
        one, two = (
            self.adf("S-1").decode(),
            self.adf("S-2", phone="+79005550102").decode(),
        )
        inner = [
            text[text.index("<prospect") : text.index("</adf>")] for text in (one, two)
        ]
        row = self.take(f"<adf>{inner[0]}{inner[1]}{inner[0]}</adf>".encode())
        self.assertEqual((row.state, len(row.lead_ids)), ("done", 2))

    def test_who_says_nothing_of_himself_stops_no_other(self):
        good = self.adf("S-3").decode()
        good = good[good.index("<prospect") : good.index("</adf>")]
        nobody = "<prospect><vehicle><make>LADA</make></vehicle></prospect>"
        row = self.take(f"<adf>{nobody}{good}</adf>".encode())
        self.assertEqual((row.state, len(row.lead_ids)), ("done", 1))
        self.assertIn("no lead: 1", row.error)
        self.assertFalse(self.take(self.adf("S-4")).error)

    def test_trade_in_becomes_the_customers_vehicle(self):
        extra = (
            f'<vehicle interest="trade-in"><year>2019</year><make>Geely</make>'
            f"<model>Atlas</model><vin>{VIN_GEELY}</vin>"
            '<odometer units="km">84 200</odometer></vehicle>'
        )
        lead = self.take(self.adf("T-1", extra=extra)).lead_ids
        vehicle = lead.dealer_trade_in_vehicle_id
        self.assertEqual(vehicle.vin_key, VIN_GEELY)
        self.assertEqual(vehicle.owner_id, lead.partner_id)
        self.assertEqual(vehicle.odometer, 84200)

    def test_trade_in_never_changes_a_known_owner(self):
        extra = (
            '<vehicle interest="trade-in"><make>LADA</make>'
            f"<vin>{VIN_LADA}</vin></vehicle>"
        )
        lead = self.take(self.adf("T-2", extra=extra)).lead_ids
        self.assertEqual(lead.dealer_trade_in_vehicle_id, self.vesta)
        self.assertEqual(self.vesta.owner_id, self.anna)

    def test_trade_in_with_an_impossible_vin_is_text(self):
        extra = '<vehicle interest="trade-in"><make>LADA</make><vin>???</vin></vehicle>'
        lead = self.take(self.adf("T-3", extra=extra)).lead_ids
        self.assertFalse(lead.dealer_trade_in_vehicle_id)
        self.assertIn("LADA", lead.dealer_trade_in_text)

    def test_unreadable_goes_to_quarantine_whole(self):
        payload = b"<html>\x00\xff no lead"
        row = self.take(payload)
        self.assertEqual(row.state, "quarantine")
        self.assertTrue(row.error)
        self.assertEqual(row._get_payload(), payload)
        self.assertFalse(row.lead_ids)

    def test_fault_in_the_middle_leaves_nothing_behind(self):
        two = self.adf("Q-1").decode().replace("</adf>", "")
        second = self.adf("Q-2", phone="+79005550177").decode()
        payload = (two + second[second.index("<prospect") :]).encode()
        lead_class = type(self.env["crm.lead"])
        create = lead_class.create
        calls = []

        def fail_second(records, vals_list):
            calls.append(1)
            if len(calls) == 2:
                raise ValueError("boom")
            return create(records, vals_list)

        with (
            patch.object(lead_class, "create", fail_second),
            mute_logger("odoo.addons.dealer_crm.models.dealer_inbox_process"),
        ):
            row = self.take(payload)
        self.assertEqual(row.state, "quarantine")
        self.assertIn("boom", row.error)
        partner = self.env["res.partner"].search([("phone", "like", "9005550177")])
        self.assertFalse(partner)
        row.with_user(self.manager).action_process()
        self.assertEqual((row.state, len(row.lead_ids)), ("done", 2))

    def test_repaired_message_is_read_again(self):
        row = self.take(b"<adf><prospect></prospect></adf>")
        self.assertEqual(row.state, "quarantine")
        row.with_user(self.manager).action_start_repair()
        self.assertEqual(row.repaired_payload, "<adf><prospect></prospect></adf>")
        row.with_user(self.manager).repaired_payload = self.adf("Q-3").decode()
        row.with_user(self.manager).action_process()
        self.assertEqual((row.state, row.error), ("done", False))
        self.assertEqual(row._get_payload(), b"<adf><prospect></prospect></adf>")

    def test_waiting_message_of_a_dead_worker_is_taken(self):
        inbox = self.env["dealer.inbox"]
        row, _is_new = inbox._store(self.source, self.adf("W-1"))
        self.env.cr.execute(
            "UPDATE dealer_inbox SET create_date = create_date - interval '1 hour'"
            " WHERE id = %s",
            [row.id],
        )
        self.env.invalidate_all()
        with self.enter_registry_test_mode():
            self.env.ref("dealer_crm.ir_cron_process_pending").method_direct_trigger()
        self.assertEqual(row.state, "done")

    def test_source_of_another_showroom(self):
        company = self.env["res.company"].create({"name": "Second showroom"})
        team = self.team.copy({"company_id": company.id})
        self.stage_new.team_ids |= team
        source = self.env["dealer.intake.source"].create(
            {"name": "Second", "company_id": company.id, "team_id": team.id}
        )
        row = self.take(self.adf("C-1"), source)
        self.assertEqual((row.state, row.error), ("done", False))
        self.assertEqual(row.lead_ids.company_id, company)
        self.assertNotIn(
            row, self.env["dealer.inbox"].with_user(self.manager).search([])
        )

    def test_rights(self):
        row = self.take(b"nonsense")
        with self.assertRaises(AccessError):
            row.with_user(self.salesperson).read(["payload"])
        with self.assertRaises(AccessError):
            row.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            self.source.with_user(self.salesperson).action_new_token()
        with self.assertRaises(AccessError):
            self.source.with_user(self.manager).read(["token_hash"])
        portal = new_test_user(self.env, "test-portal", "base.group_portal")
        for model in ("dealer.inbox", "dealer.vehicle", "dealer.intake.source"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(portal).search([])

    def test_state_of_a_message_is_not_written_by_hand(self):
        row = self.take(b"nonsense")
        with self.assertRaises(AccessError):
            row.with_user(self.manager).write({"state": "done"})

    def test_token(self):
        sources = self.env["dealer.intake.source"]
        self.assertEqual(sources._find_by_token("test-token"), self.source)
        for token in (None, "", "test-token ", "Test-token"):
            self.assertFalse(sources._find_by_token(token))
        action = self.source.with_user(self.manager).action_new_token()
        token = action["params"]["message"]
        self.assertFalse(sources._find_by_token("test-token"), "replaced at once")
        self.assertEqual(sources._find_by_token(token), self.source)
        self.source.active = False
        self.assertFalse(sources._find_by_token(token))

    def test_country_and_language_of_the_source(self):
        """A number without a country code is one of the source's country."""
        china = self.env.ref("base.cn")
        self.env["res.lang"]._activate_lang("zh_CN")
        self.source.write({"country_id": china.id, "lang": "zh_CN"})
        known = self.env["res.partner"].create(
            {"name": "李娜", "phone": "138 0013 8000", "country_id": china.id}
        )
        row = self.take(self.adf("CN-1", name="李娜", phone="13800138000"))
        self.assertEqual(row.lead_ids.partner_id, known)
        row = self.take(self.adf("CN-2", name="王芳", phone="13900139000"))
        partner = row.lead_ids.partner_id
        self.assertEqual(partner.dealer_phone_key, "+8613900139000")
        self.assertEqual((partner.country_id, partner.lang), (china, "zh_CN"))
        self.assertEqual(row.lead_ids.lang_id.code, "zh_CN")
        named = "<address><country>DE</country></address>"
        document = self.adf("CN-3", name="Jan", phone="0171 2345678").replace(
            b"</contact>", named.encode() + b"</contact>"
        )
        partner = self.take(document).lead_ids.partner_id
        self.assertEqual(partner.dealer_phone_key, "+491712345678")

    def test_a_colleague_who_writes_keeps_the_own_contact(self):
        self.salesperson.partner_id.write({"email": "own@example.com", "phone": False})
        row = self.take(self.adf("C-1", email="own@example.com", name="Own Name"))
        self.assertEqual(row.state, "done", row.error)
