from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command, Domain
from odoo.tests import tagged

from .common import ConsentCommon


@tagged("post_install", "-at_install")
class TestTarget(ConsentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.yes)
        cls.model = cls.env.ref("dealer_crm.model_lada_2110")
        cls.other = cls.env.ref("dealer_crm.model_lada_vesta")
        cls.both = cls.yes | cls.no

    def group(self, domain, **values):
        return (
            self.env["mailing.filter"]
            .with_context(dealer_target_group=True)
            .create({"name": "Group", "mailing_domain": repr(domain), **values})
        )

    def members(self, group):
        domain = Domain("id", "in", self.both.ids)
        domain &= Domain("dealer_target_group_ids", "in", group.ids)
        return self.env["res.partner"].search(domain)

    def car(self, partner, model, start, stop=None):
        vehicle = self.env["dealer.vehicle"].create({"model_id": model.id})
        self.env["dealer.vehicle.ownership"].create(
            {
                "vehicle_id": vehicle.id,
                "partner_id": partner.id,
                "date_from": start,
                "date_to": stop,
            }
        )
        return vehicle

    def test_model_and_year_of_one_and_the_same_car(self):
        group = self.env.ref("dealer_marketing.group_lada_2110_2003")
        self.car(self.yes, self.model, date(2003, 5, 6), date(2010, 1, 1))
        # A 2110, and a car of 2003, but not the same.
        self.car(self.no, self.model, date(2004, 5, 6), date(2010, 1, 1))
        self.car(self.no, self.other, date(2003, 5, 6), date(2010, 1, 1))
        self.assertEqual(self.members(group), self.yes)

    def test_former_owners_are_counted_for_marketing(self):
        """Readers see present owners only; a group counts those it will write to."""
        group = self.env.ref("dealer_marketing.group_sold")
        self.car(self.yes, self.model, date(2003, 5, 6), date(2010, 1, 1))
        mine = self.group([("id", "in", self.both.ids)], dealer_with_ids=group.ids)
        self.assertEqual(mine.dealer_count, 1)
        self.assertEqual(mine.with_user(self.marketer).dealer_count, 1)
        self.assertEqual(mine.with_user(self.marketer).dealer_sample_ids, self.yes)

    def test_response_to_campaigns(self):
        """Marketing counts who clicked, without the right to the names of members."""
        campaign = self.env["utm.campaign"].create({"title": "Spring"})
        members = self.env["dealer.campaign.member"]
        rows = members.create(
            [
                {
                    "campaign_id": campaign.id,
                    "partner_id": person.id,
                    "joined_at": fields.Datetime.now(),
                    "clicked_at": clicked,
                    "state": "done",
                }
                for person, clicked in (
                    (self.yes, fields.Datetime.now()),
                    (self.no, False),
                )
            ]
        )
        group = self.env.ref("dealer_marketing.group_campaign_clicked")
        mine = self.group([("id", "in", self.both.ids)], dealer_with_ids=group.ids)
        self.assertEqual(mine.with_user(self.marketer).dealer_count, 1)
        self.assertEqual(self.members(group), self.yes)
        people = self.env["res.partner"].with_user(self.marketer)
        name = "dealer_campaign_member_ids"
        for domain, expected in (
            ([(name, "!=", False)], self.both),
            ([(name, "=", False)], people),
            ([(name, "in", rows[1].ids)], self.no),
            ([(name, "not any", [("clicked_at", "!=", False)])], self.no),
        ):
            ours = [("id", "in", self.both.ids), *domain]
            self.assertEqual(people.search(ours), expected, domain)

    def test_groups_which_come_with_the_addon(self):
        groups = self.env["mailing.filter"].search([("dealer_is_group", "=", True)])
        self.assertGreaterEqual(len(groups), 11)
        for group in groups.with_user(self.marketer):
            with self.subTest(group=group.name):
                found = self.env["res.partner"].search(group._get_dealer_domain())
                self.assertEqual(group.dealer_count, len(found))
                self.assertLessEqual(group.dealer_sample_ids, found)

    def test_three_years_without_those_who_ask(self):
        group = self.env.ref("dealer_marketing.group_loyal_no_lead")
        long_ago = self.today - relativedelta(years=4)
        for partner in self.both:
            self.car(partner, self.model, long_ago)
        self.assertEqual(self.members(group), self.both)
        lead = self.env["crm.lead"].create(
            {"name": "Asks", "type": "opportunity", "partner_id": self.no.id}
        )
        self.assertEqual(self.members(group), self.yes)
        lead.action_set_lost()
        self.assertEqual(self.members(group), self.both)
        lost = self.env.ref("dealer_marketing.group_lost")
        self.assertEqual(self.members(lost), self.no)
        self.assertFalse(self.no.dealer_asks_now)
        self.assertEqual(self.no.dealer_lost_on, lead.date_closed.date())

    def test_and_or_without(self):
        a = self.group([("id", "in", self.yes.ids)])
        b = self.group([("id", "in", self.both.ids)])
        nobody = [Command.clear()]
        group = self.group([], dealer_with_ids=a.ids)
        self.assertEqual(self.members(group), self.yes)
        group.write({"dealer_with_ids": nobody, "dealer_without_ids": a.ids})
        self.assertEqual(self.members(group), self.no)
        group.write({"dealer_with_ids": a.ids, "dealer_or_ids": b.ids})
        self.assertEqual(self.members(group), self.no, "without comes last")

    def test_not_of_itself(self):
        a = self.group([])
        b = self.group([], dealer_with_ids=a.ids)
        with self.assertRaises(ValidationError):
            a.dealer_or_ids = b
        with self.assertRaises(ValidationError):
            a.dealer_without_ids = a

    def test_why_lost_and_where_from(self):
        reason = self.env["crm.lost.reason"].create({"name": "Bought elsewhere"})
        source = self.env["utm.source"].create({"name": "Fair of the town"})
        lead = self.env["crm.lead"].create(
            {"name": "Lost", "partner_id": self.yes.id, "source_id": source.id}
        )
        lead.write({"active": False, "lost_reason_id": reason.id})
        # Marketing reads no leads.
        people = self.env["res.partner"].with_user(self.marketer)
        mine = [("id", "in", (self.yes | self.no).ids)]
        for domain in (
            [("dealer_lost_reason_ids", "in", reason.ids)],
            [("dealer_lead_source_ids", "in", source.ids)],
            [("dealer_lost_reason_ids", "!=", False)],
        ):
            self.assertEqual(people.search(mine + domain), self.yes, domain)
        none = people.search([*mine, ("dealer_lost_reason_ids", "=", False)])
        self.assertEqual(none, self.no)
        lead.dealer_channel = "phone"
        found = people.search([*mine, ("dealer_lead_channel", "=", "phone")])
        self.assertEqual(found, self.yes)
        self.assertEqual(self.yes.dealer_lost_reason_ids, reason)
        self.assertEqual(self.yes.dealer_lead_channel, "phone")

    def test_ages(self):
        self.yes.dealer_birthdate = self.today - relativedelta(years=30)
        self.no.dealer_birthdate = self.today - relativedelta(years=31)
        self.assertEqual((self.yes.dealer_age, self.no.dealer_age), (30, 31))
        for operator, value, expected in (
            ("=", 30, self.yes),
            (">=", 31, self.no),
            ("<", 31, self.yes),
            ("<=", 31, self.both),
            (">", 31, self.env["res.partner"]),
        ):
            group = self.group([("dealer_age", operator, value)])
            self.assertEqual(self.members(group), expected, f"{operator} {value}")
        self.yes.dealer_birthdate = False
        group = self.group([("dealer_age", "<", 31)])
        self.assertFalse(self.members(group), "unknown is not young")

    def test_snapshot_stays(self):
        group = self.group([("dealer_is_vip", "=", True)])
        self.yes.write({"user_id": self.env.uid, "dealer_is_vip": True})
        self.assertEqual(self.members(group), self.yes)
        group.action_dealer_take()
        self.no.write({"user_id": self.env.uid, "dealer_is_vip": True})
        self.assertEqual(self.members(group), self.yes)
        self.assertTrue(group.dealer_taken_at)
        group.action_dealer_live()
        self.assertEqual(self.members(group), self.both)

    def test_mailing_to_who_is_in_it_on_the_day(self):
        group = self.group([("dealer_is_vip", "=", True)])
        mailing = self.env["mailing.mailing"].create(
            {
                "name": "Spring",
                "subject": "Spring",
                "mailing_model_id": group.mailing_model_id.id,
                "mailing_filter_id": group.id,
                "dealer_purpose_id": self.offers.id,
            }
        )
        self.yes.write({"user_id": self.env.uid, "dealer_is_vip": True})
        self.assertIn(self.yes.id, mailing._get_recipients())
        self.assertNotIn(self.no.id, mailing._get_recipients())

    def test_who_can_be_reached(self):
        group = self.group(
            [("id", "in", self.both.ids)], dealer_purpose_id=self.offers.id
        )
        self._say(self.yes, "granted")
        self._say(self.no, "granted")
        self._say(self.no, "withdrawn")
        self._say(self.no, "granted", channel="sms")
        counts = dict(group._count_dealer_channels())
        self.assertEqual((counts["E-mail"], counts["SMS"], counts["Phone"]), (1, 1, 0))
        group.dealer_purpose_id = self.recall
        self.assertEqual(set(dict(group._count_dealer_channels()).values()), {2})

    def test_answer_to_a_campaign(self):
        group = self.env.ref("dealer_marketing.group_campaign_clicked")
        campaign = self.env["utm.campaign"].create({"name": "Spring"})
        now = fields.Datetime.now()
        vals = {"campaign_id": campaign.id, "state": "done", "joined_at": now}
        clicked = {**vals, "clicked_at": now}
        # sudo: members are the campaign's to write.
        self.env["dealer.campaign.member"].sudo().create(
            [
                {**clicked, "partner_id": self.yes.id},
                {**clicked, "partner_id": self.no.id, "bought_at": now},
            ]
        )
        self.assertEqual(self.members(group.with_user(self.marketer)), self.yes)

    def test_colleagues_are_no_members(self):
        group = self.group([])
        found = self.env["res.partner"].search(group._get_dealer_domain())
        self.assertNotIn(self.marketer.partner_id, found)
        self.assertNotIn(self.env.company.partner_id, found)

    def test_unreadable_conditions(self):
        group = self.group([])
        group._write({"mailing_domain": "[('no_such_field', '=', 1)]"})
        group.invalidate_recordset()
        with self.assertRaisesRegex(ValidationError, "Group"):
            group._get_dealer_domain()

    def test_rights(self):
        group = self.group([("id", "in", self.both.ids)])
        self.assertEqual(group.with_user(self.marketer).dealer_count, 2)
        with self.assertRaises(AccessError):
            group.with_user(self.staff).read(["name"])
        people = self.env["res.partner"].with_user(self.staff)
        with self.assertRaises(AccessError):
            people.search([("dealer_target_group_ids", "in", group.ids)])
