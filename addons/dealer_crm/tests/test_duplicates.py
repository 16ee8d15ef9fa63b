from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, new_test_user, tagged

from ..tools import match
from .common import VIN_LADA, DealerCommon


@tagged("post_install", "-at_install")
class TestDuplicates(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["res.partner"].with_user(cls.salesperson)
        cls.pairs = cls.env["dealer.duplicate"]

    def find(self, **values):
        return self.people.dealer_duplicates(values)

    # === SEARCH === #

    def test_found_by_each_key(self):
        for values in (
            {"phone": "8 (900) 123-45-67"},
            {"email": "ANNA.L@example.com"},
            {"name": "Anna Leshchinskaya"},
            {"vin": VIN_LADA, "name": "Anna"},
        ):
            with self.subTest(values=values):
                hits = [hit["partner_id"] for hit in self.find(**values)]
                self.assertIn(self.anna.id, hits)

    def test_score_and_reasons(self):
        (hit,) = self.find(name="Лещинская Анна", phone="+7 900 123-45-67")
        self.assertEqual(hit["partner_id"], self.anna.id)
        self.assertTrue(hit["sure"])
        self.assertEqual(hit["reasons"], ["same phone", "name 100 % alike"])
        hit = self.find(name="Leschinskaya Anna")[0]
        self.assertFalse(hit["sure"])
        self.assertIn("other script", hit["reasons"][0])

    def test_every_reason_has_words(self):
        texts = self.people._get_dealer_reason_texts()
        kinds = {
            word for word in match.WEIGHTS if not word.startswith(("name_", "word_"))
        }
        self.assertEqual(set(texts), kinds)

    def test_found_by_the_mailbox(self):
        """No key is the same but the text before the @ without its tag."""
        (hit,) = self.find(name="Л.", email="anna.l+cars@example.com")
        self.assertEqual(hit["partner_id"], self.anna.id)

    def test_found_by_a_birthdate_nearly_the_same(self):
        """No word of the name is as it was, and there is no other key."""
        oliver = self.env["res.partner"].create(
            {"name": "Oliver Quatson", "dealer_birthdate": "1971-06-24"}
        )
        typed = {"name": "Olievr Qatonn", "birthdate": "1971-05-24"}
        self.assertIn(oliver.id, [hit["partner_id"] for hit in self.find(**typed)])
        typed["birthdate"] = "1988-11-02"
        self.assertNotIn(oliver.id, [hit["partner_id"] for hit in self.find(**typed)])

    def test_email_in_place_of_the_name_is_no_name(self):
        nameless = self.env["res.partner"].create(
            {"name": "w.e@example.com", "email": "w.e@example.com"}
        )
        identity = nameless._get_dealer_identities()[nameless.sudo()]
        self.assertEqual(identity.names, ())

    def test_reasons_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        (hit,) = self.people.with_context(lang="ru_RU").dealer_duplicates(
            {"phone": "+7 900 123-45-67"}
        )
        self.assertEqual(hit["reasons"], ["тот же телефон"])

    def test_nothing_known_nothing_found(self):
        self.assertEqual(self.find(), [])
        self.assertEqual(self.find(name="", phone="", birthdate="no date"), [])

    def test_own_record_is_no_duplicate(self):
        hits = self.find(
            name=self.anna.name, phone=self.anna.phone, partner_id=self.anna.id
        )
        self.assertEqual(hits, [])

    def test_couple_with_one_phone_is_shown_not_sure(self):
        (hit,) = self.find(name="Лещинский Пётр", phone=self.anna.phone)
        self.assertFalse(hit["sure"])

    def test_masked_for_who_may_not_read(self):
        """A colleague's customer counts, but only the manager is named."""
        self.anna.user_id = self.manager
        self.env["ir.rule"].create(
            {
                "name": "Test: own customers",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.anna.id})]",
            }
        )
        (hit,) = self.find(name=self.anna.name, phone=self.anna.phone)
        self.assertFalse(hit["partner_id"])
        self.assertFalse(hit["name"])
        self.assertEqual(hit["manager"], self.manager.name)
        self.assertNotIn("Лещинская", str(hit))

    def test_only_for_staff(self):
        stranger = new_test_user(self.env, "dup-stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(stranger).dealer_duplicates({"name": "A"})

    def test_queries_do_not_grow_with_the_batch(self):
        values = [
            {"name": f"Anna Leshchinskaya {number}", "phone": self.anna.phone}
            for number in range(40)
        ]
        counts = []
        for batch in (values[:2], values):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertTrue(all(self.people._dealer_duplicates_batch(batch)))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_thresholds(self):
        settings = self.env["res.config.settings"]
        settings.create(
            {"dealer_duplicates_sure": 99, "dealer_duplicates_shown": 97}
        ).execute()
        self.assertEqual(self.people._get_dealer_thresholds(), (99, 97))
        with self.assertRaises(ValidationError):
            settings.create(
                {"dealer_duplicates_sure": 50, "dealer_duplicates_shown": 60}
            )

    # === REVIEW === #

    def search_all(self):
        with self.enter_registry_test_mode():
            self.env.ref("dealer_crm.ir_cron_find_duplicates").method_direct_trigger()
        self.env.invalidate_all()

    def twins(self):
        one, other = self.env["res.partner"].create(
            [
                {"name": "Ольга Вебер", "phone": "+7 900 222-33-44", "city": "Samara"},
                {"name": "Olga Weber", "phone": "8 900 222 33 44", "city": "Kazan"},
            ]
        )
        self.search_all()
        pair = self.pairs.search([("partner_id", "=", one.id)])
        self.assertEqual(pair.other_id, other)
        return pair

    def test_scheduled_search(self):
        pair = self.twins()
        self.assertEqual(pair.state, "open")
        self.assertTrue(pair.is_sure)
        self.assertIn("same phone", pair.reasons)
        self.assertIn("Samara", pair.comparison)
        due = self.env["res.partner"].search([("dealer_duplicates_due", "=", True)])
        self.assertFalse(due)
        pair.partner_id.phone = "+7 900 222-33-45"
        self.assertTrue(pair.partner_id.dealer_duplicates_due)

    def test_question_is_withdrawn(self):
        """Nobody has to decide on contacts which are not alike any more."""
        pair = self.twins()
        pair.other_id.write({"name": "Peter Schulz", "phone": "+7 900 999-88-77"})
        self.search_all()
        self.assertFalse(pair.exists())

    def test_dismissed_is_never_proposed_again(self):
        pair = self.twins()
        pair.with_user(self.salesperson).action_dismiss()
        self.assertEqual(pair.state, "dismissed")
        self.assertEqual(pair.decided_by_id, self.salesperson)
        one = pair.partner_id
        self.assertEqual(
            self.find(name=one.name, phone=one.phone, partner_id=one.id), []
        )
        one.city = "Ufa"
        self.search_all()
        self.assertEqual(pair.state, "dismissed")
        pair.with_user(self.salesperson).action_reopen()
        self.assertEqual(pair.state, "open")

    def test_merge_and_its_undoing_decide(self):
        pair = self.twins()
        action = pair.with_user(self.salesperson).action_merge()
        wizard = (
            self.env["dealer.merge.wizard"]
            .with_user(self.salesperson)
            .with_context(**action["context"])
            .create({})
        )
        wizard.action_merge()
        self.assertEqual(pair.state, "merged")
        merge = self.env["dealer.merge"].search([], limit=1)
        merge.action_undo()
        self.assertEqual(pair.state, "open")
        self.assertEqual(len(pair.partner_id | pair.other_id), 2)

    def test_merged_contact_is_found_by_its_old_phone(self):
        pair = self.twins()
        pair.other_id.phone = "+7 900 222-33-99"
        self.env["dealer.merge"]._merge(pair.partner_id, pair.other_id)
        (hit,) = self.find(name="Olga Weber", phone="+7 900 222-33-99")
        self.assertEqual(hit["partner_id"], pair.partner_id.id)
        self.assertTrue(hit["sure"])

    # === WHILE TYPING === #

    def test_banner_on_a_new_contact(self):
        form = Form(self.people, "base.view_partner_form")
        form.name = "Анна Лещинская"
        self.assertEqual(form.dealer_likely_duplicates[0]["partner_id"], self.anna.id)
        form.phone = self.anna.phone
        self.assertTrue(form.dealer_likely_duplicates[0]["sure"])
        partner = form.save()
        self.assertEqual(
            partner.dealer_likely_duplicates[0]["partner_id"], self.anna.id
        )
        partner.dealer_not_same = [self.anna.id]
        partner.invalidate_recordset()
        self.assertFalse(partner.dealer_likely_duplicates)
        pair = self.pairs.search([("other_id", "=", partner.id)])
        self.assertEqual((pair.partner_id, pair.state), (self.anna, "dismissed"))

    def test_banner_on_a_lead(self):
        lead = self.env["crm.lead"].create(
            {"name": "Vesta", "contact_name": "Anna", "phone": self.anna.phone}
        )
        hits = lead.with_user(self.manager).dealer_likely_duplicates
        self.assertEqual(hits[0]["partner_id"], self.anna.id)
        lead.dealer_not_same = [self.anna.id]
        self.assertFalse(lead.with_user(self.manager).dealer_likely_duplicates)
        lead.write({"dealer_not_same": False, "partner_id": self.anna.id})
        self.assertFalse(lead.with_user(self.manager).dealer_likely_duplicates)

    def test_banner_for_the_new_owner_of_a_vehicle(self):
        """A name typed into the field makes a new contact: who may it be?"""
        hasty = self.people.create({"name": "Leschinskaja A."})
        wizards = self.env["dealer.vehicle.transfer"].with_user(self.salesperson)
        form = Form(wizards.with_context(default_vehicle_id=self.accord.id))
        self.assertFalse(form.dealer_likely_duplicates)
        form.partner_id = hasty
        self.assertEqual(form.dealer_likely_duplicates[0]["partner_id"], self.anna.id)
        form.partner_id = self.wang
        self.assertFalse(form.dealer_likely_duplicates)
        form.partner_id = hasty
        wizard = form.save()
        wizard.dealer_not_same = [self.anna.id]  # what the button of the banner does
        self.assertFalse(wizard.dealer_likely_duplicates)
        wizard.action_transfer()
        pair = self.pairs.search([("other_id", "=", hasty.id)])
        self.assertEqual((pair.partner_id, pair.state), (self.anna, "dismissed"))

    def test_not_the_same_is_remembered_when_the_lead_gets_its_customer(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Vesta",
                "contact_name": "Anna L",
                "phone": self.anna.phone,
                "user_id": self.salesperson.id,
            }
        )
        lead.with_user(self.salesperson).dealer_not_same = [self.anna.id, "nonsense"]
        lead.with_user(self.salesperson)._handle_partner_assignment()
        self.assertNotEqual(lead.partner_id, self.anna)
        pair = self.pairs.search([("other_id", "=", lead.partner_id.id)])
        self.assertEqual((pair.partner_id, pair.state), (self.anna, "dismissed"))

    def test_colleague_is_told_once(self):
        """Somebody changes a contact until it looks like a colleague's customer."""
        leader = new_test_user(
            self.env, "dup-leader", "dealer_crm.group_dealer_manager", lang="en_US"
        )
        colleague = new_test_user(
            self.env, "dup-colleague", "dealer_crm.group_dealer_user", lang="en_US"
        )
        self.team.write(
            {"user_id": leader.id, "member_ids": [Command.link(colleague.id)]}
        )
        self.anna.user_id = colleague
        mine = self.people.create({"name": "Some Body", "user_id": self.salesperson.id})
        self.assertFalse(self.pairs.search([("other_id", "=", mine.id)]))
        mine.write({"name": "Anna Leshchinskaya", "phone": self.anna.phone})
        pair = self.pairs.search([("other_id", "=", mine.id)])
        self.assertEqual(pair.activity_ids.user_id, colleague | leader)
        mine.write({"city": "Samara"})
        mine.write({"name": "Anna Leschinskaja"})
        self.assertEqual(len(pair.activity_ids), 2)


@tagged("post_install", "-at_install")
class TestDuplicatesBanner(HttpCase):
    def test_banner(self):
        """Type a known customer, see him, open him; say "not the same", save."""
        new_test_user(self.env, "banner-sales", "dealer_crm.group_dealer_user")
        known = self.env["res.partner"].create(
            {"name": "Вера Баннерова", "phone": "+7 900 333-44-55"}
        )
        url = "/odoo/dealer-customers/new"
        self.start_tour(url, "dealer_duplicates_banner", login="banner-sales")
        pair = self.env["dealer.duplicate"].search([("partner_id", "=", known.id)])
        self.assertEqual(pair.state, "dismissed")
        self.assertEqual(pair.other_id.name, "Vera Bannerova")
