from datetime import date, timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools import claims
from .common import ConsentCommon


@tagged("post_install", "-at_install")
class TestClaimRules(TransactionCase):
    def _claim(self, **values):
        return claims.Claim(
            **{
                "id": 1,
                "holder": 7,
                "level": claims.LOCAL,
                "is_used": False,
                "until": date(2026, 3, 15),
                **values,
            }
        )

    def test_levels(self):
        def level(**flags):
            names = ("is_service", "is_personal", "is_central", "is_home")
            return claims.level(**{**dict.fromkeys(names, False), **flags})

        order = [
            level(),
            level(is_central=True),
            level(is_home=True),
            level(is_personal=True),
            level(is_service=True),
        ]
        self.assertEqual(order, sorted(set(order)))
        self.assertEqual(level(is_central=True, is_home=True), claims.CENTRAL)

    def test_nobody_there(self):
        self.assertEqual(claims.decide(claims.LOCAL, 3, []).kind, "free")

    def test_own_reservation(self):
        own = self._claim(holder=3)
        decision = claims.decide(claims.LOCAL, 3, [own])
        self.assertEqual((decision.kind, decision.claim), ("own", own))

    def test_equals_stay_in_order(self):
        self.assertFalse(claims.decide(claims.LOCAL, 3, [self._claim()]).is_allowed)

    def test_stronger_goes_first_until_something_was_sent(self):
        waiting, used = self._claim(), self._claim(is_used=True)
        self.assertEqual(
            claims.decide(claims.CENTRAL, None, [waiting]).kind, "outranks"
        )
        self.assertEqual(claims.decide(claims.CENTRAL, None, [used]).kind, "taken")

    def test_room_in_a_week(self):
        waiting = [(False, claims.LOCAL, 1), (False, claims.LOCAL, 2)]
        room = claims.make_room
        self.assertEqual(room(1, claims.SERVICE, waiting), {2}, "the latest goes first")
        self.assertEqual(room(2, claims.SERVICE, waiting), {1, 2})
        self.assertIsNone(room(3, claims.SERVICE, waiting))
        self.assertIsNone(room(1, claims.LOCAL, waiting), "equals stay")
        self.assertEqual(room(1, claims.LOCAL, [(True, claims.LOCAL, 1)]), {1})

    def test_weeks(self):
        self.assertEqual(claims.week_of(date(2026, 11, 29)), date(2026, 11, 23))
        self.assertEqual(claims.next_week(date(2026, 11, 23)), date(2026, 11, 30))


@tagged("post_install", "-at_install")
class TestClaim(ConsentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Claim = cls.env["dealer.contact.claim"]
        cls.Count = cls.env["dealer.contact.count"]
        cls.east, cls.west = cls.env["res.company"].create(
            [{"name": "East"}, {"name": "West"}]
        )
        cls.service = cls.env.ref("dealer_marketing.purpose_service_due")
        cls.models = cls.env.ref("dealer_marketing.purpose_new_models")
        cls.today = fields.Date.context_today(cls.Claim)

    def claim(self, company, origin, purpose=None, channel="email", **options):
        return self.Claim._claim(
            self.yes | self.no,
            purpose or self.offers,
            channel,
            origin,
            company=company,
            **options,
        )

    def test_one_showroom_at_a_time(self):
        self.assertEqual(self.claim(self.east, "mailing:1"), {})
        refused = self.claim(self.west, "mailing:2", self.models)
        self.assertEqual(set(refused), set((self.yes | self.no).ids))
        refusal = refused[self.yes.id]
        self.assertEqual(refusal.reason, "claimed")
        self.assertEqual(refusal.again, self.today + timedelta(days=14))
        words = self.Claim._describe(refusal)
        self.assertIn("East", words)
        self.assertFalse(self.claim(self.west, "mailing:3", day=refusal.again))

    def test_service_is_another_kind(self):
        self.claim(self.east, "mailing:1")
        self.assertEqual(self.claim(self.west, "reminder:1", self.service), {})

    def test_recall_asks_nobody(self):
        self.claim(self.east, "mailing:1")
        for number in range(5):
            self.assertEqual(self.claim(self.west, f"recall:{number}", self.recall), {})
        self.assertFalse(self.Count.search([("purpose_id", "=", self.recall.id)]))

    def test_same_message_again_changes_nothing(self):
        self.claim(self.east, "mailing:1")
        before = self.Claim.search([]), self.Count.search([])
        self.assertEqual(self.claim(self.east, "mailing:1"), {})
        self.assertEqual((self.Claim.search([]), self.Count.search([])), before)

    def test_centre_before_a_showroom_which_has_not_written(self):
        self.claim(self.east, "mailing:1")
        self.assertEqual(self.claim(None, "mailing:2"), {})
        self.assertEqual(
            set(self.Claim.search([("origin", "=", "mailing:1")]).mapped("state")),
            {"outranked"},
        )
        told = self.Refusal.search([("reason", "=", "outranked")])
        self.assertEqual(told.partner_id, self.yes | self.no)
        self.assertEqual(told.company_id, self.east)
        # The message which gave way asks again when it is sent, and is refused.
        refused = self.claim(self.east, "mailing:1")
        self.assertEqual(refused[self.yes.id].reason, "claimed")

    def test_what_was_sent_keeps_its_place(self):
        self.claim(self.east, "mailing:1")
        self.Claim._use(["mailing:1"], self.yes)
        refused = self.claim(None, "mailing:2")
        self.assertEqual(set(refused), set(self.yes.ids))

    def test_region_before_centre(self):
        self.env["ir.config_parameter"].set_param("dealer_marketing.first", "home")
        state = self.env["res.country.state"].search([], limit=1)
        self.east.partner_id.state_id = state
        self.yes.state_id = state
        self.claim(None, "mailing:1")
        refused = self.claim(self.east, "mailing:2")
        self.assertEqual(set(refused), set(self.no.ids))

    def test_so_many_a_week(self):
        cap = self.env.ref("dealer_marketing.cap_email")
        cap.maximum = 2
        monday = claims.next_week(self.today)
        for number in (1, 2):
            self.assertEqual(self.claim(self.east, f"m:{number}", day=monday), {})
        refused = self.claim(self.east, "m:3", day=monday)
        self.assertEqual(refused[self.yes.id].reason, "capped")
        self.assertEqual(refused[self.yes.id].again, monday + timedelta(days=7))
        sunday = monday + timedelta(days=6)
        self.assertTrue(self.claim(self.east, "m:4", day=sunday))
        self.assertEqual(self.claim(self.east, "m:4", channel="phone", day=sunday), {})
        self.assertEqual(
            self.claim(self.east, "m:4", day=sunday + timedelta(days=1)), {}
        )

    def test_a_full_week_gives_way_to_what_is_more_important(self):
        """What waits, not what was sent; service due before campaigns."""
        self.env.ref("dealer_marketing.cap_email").maximum = 1
        self.claim(self.east, "mailing:1")
        # Another campaign of the same level waits its turn.
        self.assertEqual(
            self.claim(self.east, "mailing:2")[self.yes.id].reason, "capped"
        )
        self.Claim._use(["mailing:1"], self.yes)
        refused = self.claim(self.west, "reminder:1", self.service)
        self.assertEqual(set(refused), set(self.yes.ids))
        self.assertEqual(refused[self.yes.id].reason, "capped")
        told = self.Refusal.search([("reason", "=", "outranked")])
        self.assertEqual(told.partner_id, self.no)
        counted = self.Count.search([("partner_id", "=", self.no.id)])
        self.assertEqual(counted.mapped("origin"), ["reminder:1"])

    def test_who_gives_way_leaves_a_place(self):
        """The centre takes the only place of the week from a showroom which waits."""
        self.env.ref("dealer_marketing.cap_email").maximum = 1
        self.claim(self.east, "mailing:1")
        self.assertEqual(self.claim(None, "mailing:2"), {})
        counted = self.Count.search([("partner_id", "=", self.yes.id)])
        self.assertEqual(counted.mapped("origin"), ["mailing:2"])

    def test_given_back_is_free_at_once(self):
        self.claim(self.east, "mailing:1")
        self.Claim._give_back("mailing:1")
        self.assertEqual(self.claim(self.west, "mailing:2"), {})
        self.assertFalse(self.Count.search([("origin", "=", "mailing:1")]))

    def test_places_after_one_gave_way(self):
        """A place set free in the middle is no reason to count nobody."""
        self.env.ref("dealer_marketing.cap_email").maximum = 3
        self.claim(self.east, "mailing:1")
        self.claim(self.east, "survey:1", self.survey)
        self.Claim._give_back("mailing:1")
        self.claim(self.east, "survey:2", self.survey)
        counted = self.Count.search([("partner_id", "=", self.yes.id)])
        self.assertEqual(set(counted.mapped("origin")), {"survey:1", "survey:2"})

    def test_number_of_queries_does_not_grow(self):
        counts = []
        for size in (2, 40):
            partners = self.env["res.partner"].create(
                [{"name": f"Person {size} {number}"} for number in range(size)]
            )
            for _again in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.Claim._claim(
                    partners, self.offers, "email", f"q:{size}", company=self.east
                )
                counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[0])
        self.assertLessEqual(counts[3], counts[1])

    def test_database_refuses_two(self):
        self.claim(self.east, "mailing:1")
        claim = self.Claim.search([("partner_id", "=", self.yes.id)])
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.ExclusionViolation),
            self.env.cr.savepoint(),
        ):
            claim.copy({"company_id": self.west.id, "partner_id": self.yes.id})
            self.env.flush_all()

    # === PEOPLE === #

    def _invite(self, user, company, **values):
        return (
            self.env["dealer.contact.invite"]
            .with_user(user)
            .with_company(company)
            .create(
                {
                    "purpose_id": self.models.id,
                    "partner_ids": (self.yes | self.no).ids,
                    "user_id": user.id,
                    **values,
                }
            )
        )

    def test_invite(self):
        sellers = [
            new_test_user(
                self.env,
                login=f"seller_{company.name}",
                groups="dealer_crm.group_dealer_user",
                company_id=company.id,
                company_ids=company.ids,
            )
            for company in (self.east, self.west)
        ]
        self._say(self.yes, "granted", self.models, "phone")
        wizard = self._invite(sellers[0], self.east)
        self.assertEqual(wizard.free_count, 1)
        self.assertIn("has not agreed", wizard.refused)
        wizard.action_invite()
        self.assertEqual(self.yes.activity_ids.user_id, sellers[0])
        self.assertFalse(self.no.activity_ids)
        other = self._invite(sellers[1], self.west)
        self.assertEqual(other.free_count, 0)
        notice = other.action_invite()["params"]
        self.assertEqual(notice["type"], "warning")
        self.assertIn("East", notice["message"])
        told = self.Refusal.search([("company_id", "=", self.west.id)])
        self.assertEqual(
            {row.partner_id: row.reason for row in told},
            {self.yes: "claimed", self.no: "none"},
        )
        claim = self.Claim.search([("partner_id", "=", self.yes.id)])
        self.assertFalse(self.Claim.with_user(sellers[1]).search([]) & claim)
        with self.assertRaises(AccessError):
            claim.with_user(sellers[1]).action_release()
        claim.with_user(sellers[0]).with_company(self.east).action_release()
        self.assertEqual(other.action_invite()["params"]["type"], "success")

    def test_invite_from_the_list(self):
        """As the client opens the dialogue from chosen customers."""
        self._say(self.yes, "granted", self.models, "phone")
        dialogue = self.env["dealer.contact.invite"].with_context(
            active_model="res.partner", active_ids=(self.yes | self.no).ids
        )
        wizard = Form(dialogue).save()
        self.assertEqual(wizard.partner_ids, self.yes | self.no)
        self.assertEqual(wizard.free_count, 1)

    def test_not_for_yesterday(self):
        wizard = self._invite(self.env.user, self.east, day=date(2020, 1, 1))
        with self.assertRaises(UserError):
            wizard.action_invite()


@tagged("post_install", "-at_install")
class TestClaimMailing(ConsentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Other Showroom"})
        for partner in cls.yes | cls.no:
            cls._say(partner, "granted")
            cls._say(partner, "granted", channel="sms")
        cls.env["dealer.contact.claim"]._claim(
            cls.no, cls.offers, "email", "mailing:0", company=cls.other
        )

    def _held_back(self):
        row = self.Refusal.search([("reason", "=", "claimed")])
        self.assertEqual(row.partner_id, self.no)
        self.assertEqual(row.holder, "Other Showroom")
        self.assertTrue(row.try_again_on)

    def test_preview_and_sending(self):
        mailing = self._mailing()
        self.assertEqual(mailing.dealer_allowed_count, 2)
        self.assertEqual(mailing.dealer_claimed_count, 1)
        mailing.action_put_in_queue()
        mailing.action_send_mail()
        sent = mailing.mailing_trace_ids.filtered(
            lambda trace: trace.trace_status != "cancel"
        )
        self.assertEqual(sent.mapped("email"), ["ines@mail.test"])
        self._held_back()
        claim = self.env["dealer.contact.claim"].search(
            [("origin", "=", f"mailing:{mailing.id}")]
        )
        self.assertEqual(claim.partner_id, self.yes)

    def test_cancelled_mailing_frees_its_people(self):
        mailing = self._mailing()
        claims_ = self.env["dealer.contact.claim"]
        origin = mailing._get_dealer_claim_origin()
        claims_._claim(self.yes, self.offers, "email", origin, company=self.env.company)
        mailing.action_cancel()
        claim = claims_.search([("origin", "=", origin)])
        self.assertEqual(claim.state, "released")

    def test_text_message(self):
        messages = self.env["sms.sms"].create(
            [
                {
                    "partner_id": partner.id,
                    "number": partner.phone,
                    "body": "Offer",
                    "dealer_purpose_id": self.offers.id,
                }
                for partner in self.yes | self.no
            ]
        )
        refused = messages._get_dealer_refused()
        self.assertEqual(refused.partner_id, self.no)
        self._held_back()
        used = self.env["dealer.contact.claim"].search(
            [("partner_id", "=", self.yes.id)]
        )
        self.assertEqual(used.state, "used")

    def test_letter_which_waits_gives_way(self):
        mail = self.env["mail.mail"].create(
            {
                "subject": "News",
                "body_html": "<p>News</p>",
                "recipient_ids": self.no.ids,
                "dealer_purpose_id": self.offers.id,
                "auto_delete": False,
            }
        )
        mail.send()
        self.assertEqual((mail.state, mail.failure_type), ("cancel", "mail_optout"))
        self._held_back()
