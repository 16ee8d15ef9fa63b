import re
from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import ConsentCommon

DAY, MEANWHILE = "2027-03-01 10:00:00", "2027-03-10 12:00:00"


class CampaignCommon(ConsentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.resource_calendar_id.tz = "UTC"
        cls.env.company.email = "showroom@mail.test"
        cls.manager = new_test_user(
            cls.env,
            login="campaign_manager",
            groups="dealer_marketing.group_marketing_manager",
        )
        cls.group = cls.env["mailing.filter"].create(
            {
                "name": "Guests",
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": "[('function', '=', 'guest')]",
            }
        )
        cls.template = cls.env.ref("dealer_marketing.mail_template_come_back")
        cls.people = cls._people(6)
        for channel in ("email", "sms", "phone", "post"):
            cls._say(cls.people[:5], "granted", channel=channel)
        cls.campaign = cls._campaign([{"kind": "mail", "name": "Letter"}])

    @classmethod
    def _people(cls, number, function="guest"):
        return cls.env["res.partner"].create(
            [
                {
                    "name": f"Guest {index}",
                    "email": f"guest{index}.{function}@mail.test",
                    "phone": f"+3247012{index:04d}",
                    "street": "Main street 1",
                    "city": "Ghent",
                    "function": function,
                    "user_id": cls.env.ref("base.user_admin").id,
                }
                for index in range(number)
            ]
        )

    @classmethod
    def _campaign(cls, steps, **values):
        return cls.env["utm.campaign"].create(
            {
                "title": "Spring",
                "dealer_is_campaign": True,
                "dealer_filter_id": cls.group.id,
                "dealer_purpose_id": cls.offers.id,
                "dealer_company_id": cls.env.company.id,
                "dealer_holdout": 0,
                "dealer_start_on": date(2027, 3, 1),
                "user_id": cls.env.ref("base.user_admin").id,
                "dealer_step_ids": [
                    Command.create(
                        {
                            "name": step["kind"],
                            "sequence": number,
                            "template_id": cls.template.id
                            if step["kind"] in ("mail", "letter")
                            else False,
                            "text": "Hello {{ object.name }}",
                            **step,
                        }
                    )
                    for number, step in enumerate(steps)
                ],
                **values,
            }
        )

    def _start(self, campaign=None, now=DAY):
        campaign = campaign or self.campaign
        with freeze_time(now):
            campaign.with_user(self.manager).action_dealer_start()
        self._run(now)

    def _run(self, now=DAY):
        with freeze_time(now), self.enter_registry_test_mode():
            self.env.ref("dealer_marketing.ir_cron_campaigns").method_direct_trigger()

    def _members(self, campaign=None):
        return self.env["dealer.campaign.member"].search(
            [("campaign_id", "=", (campaign or self.campaign).id)]
        )

    def _contacts(self, campaign=None, state=None):
        domain = [("campaign_id", "=", (campaign or self.campaign).id)]
        if state:
            domain.append(("state", "=", state))
        return self.env["dealer.campaign.contact"].search(domain)

    def _mails(self, campaign=None):
        mailings = (campaign or self.campaign).dealer_step_ids.mailing_id
        return self.env["mail.mail"].search([("mailing_id", "in", mailings.ids)])

    def _visit(self, people, when):
        with freeze_time(when):
            self.env["dealer.visit"].create(
                [{"partner_id": one.id, "user_id": self.env.uid} for one in people]
            )

    def _mark(self, person, campaign=None, **values):
        mailings = (campaign or self.campaign).dealer_step_ids.mailing_id
        trace = self.env["mailing.trace"].search(
            [
                ("mass_mailing_id", "in", mailings.ids),
                ("res_id", "=", person.id),
            ]
        )
        trace.write({"trace_status": "open", **values})


@tagged("post_install", "-at_install")
class TestCampaign(CampaignCommon):
    def test_letters(self):
        self._start()
        self.assertEqual(self._members().partner_id, self.people[:5])
        mails = self._mails()
        self.assertEqual(len(mails), 5)
        self.assertEqual(mails.dealer_purpose_id, self.offers)
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
        self.assertIn("Guest", mails[0].body_html)
        self.assertEqual(mails.mailing_trace_ids.campaign_id, self.campaign)
        self.assertEqual(set(self._members().mapped("state")), {"done"})
        self.assertEqual(self.campaign.dealer_state, "done")
        # Those who are written to have a reservation.
        claims = self.env["dealer.contact.claim"].search(
            [("partner_id", "in", self.people.ids)]
        )
        self.assertEqual(claims.partner_id, self.people[:5])

    def test_link_to_withdraw(self):
        self._start()
        mail = self._mails()[:1]
        (email, *_rest) = mail._prepare_outgoing_list()
        self.assertIn("/dealer/consent/", email["headers"]["List-Unsubscribe"])
        self.assertIn("/dealer/consent/", email["body"])

    def test_opened_links(self):
        """A link of the letter is counted for whoever clicks it."""
        self.campaign.dealer_step_ids.template_id = self.template.copy(
            {
                "subject": "News",
                "body_html": '<p><a href="https://cars.test/tyres">Tyres</a></p>',
            }
        )
        self._start()
        trace = self._mails().mailing_trace_ids.filtered(
            lambda row: row.res_id == self.people[0].id
        )
        (email, *_rest) = trace.mail_mail_id._prepare_outgoing_list()
        code = re.search(rf"/r/(\w+)/m/{trace.id}", email["body"])[1]
        self.env["link.tracker.click"].sudo().add_click(
            code, mailing_trace_id=trace.id, ip="1.2.3.4"
        )
        members = self._members()
        with freeze_time("2027-03-02 10:00:00"):
            members._update_facts()
        clicked = members.filtered("clicked_at")
        self.assertEqual(clicked.partner_id, self.people[0])

    def test_hostile_name(self):
        """What stands in a name is printed, not done: nor a template, nor a header."""
        name = "Eve {{ 7*7 }} <t t-out='7*7'/>\r\nBcc: spy@mail.test"
        self.people[0].name = name
        self.campaign.dealer_step_ids.template_id = self.template.copy(
            {"subject": "For {{ object.name }}"}
        )
        self._start()
        mail = self._mails().filtered(lambda m: m.recipient_ids == self.people[0])
        self.assertIn("Eve {{ 7*7 }} &lt;t t-out=", mail.body_html)
        (email, *_rest) = mail._prepare_outgoing_list()
        letter = self.env["ir.mail_server"]._build_email__(
            mail.email_from, email["email_to"], email["subject"], email["body"]
        )
        self.assertIn("Eve {{ 7*7 }}", letter["Subject"])
        self.assertNotIn("49", letter["Subject"])
        self.assertNotIn("Bcc", letter)
        sms = self._campaign([{"kind": "sms"}])
        self._start(sms)
        message = self.env["sms.sms"].search(
            [
                ("mailing_id", "=", sms.dealer_step_ids.mailing_id.id),
                ("partner_id", "=", self.people[0].id),
            ]
        )
        self.assertIn("Hello Eve {{ 7*7 }}", message.body)

    def test_languages(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.people[0].lang = "ru_RU"
        sms = self._campaign([{"kind": "sms"}])
        step = sms.dealer_step_ids
        step.with_context(lang="ru_RU").text = "Привет, {{ object.name }}"
        self._start(sms)
        messages = self.env["sms.sms"].search([("mailing_id", "=", step.mailing_id.id)])
        self.assertEqual(messages.partner_id, self.people[:5])
        texts = {message.partner_id: message.body for message in messages}
        self.assertIn("Привет, Guest 0", texts[self.people[0]])
        self.assertIn("Hello Guest 1", texts[self.people[1]])
        self.assertEqual(messages.dealer_purpose_id, self.offers)

    def test_hour_of_the_showroom(self):
        self._start(now="2027-03-01 03:00:00")
        self.assertFalse(self._members(), "at night")
        self._run("2027-03-01 11:00:00")
        self.assertEqual(len(self._mails()), 5)

    def test_first_day(self):
        self.campaign.dealer_start_on = date(2027, 3, 5)
        self._start()
        self.assertFalse(self._members())
        self._run("2027-03-05 11:00:00")
        self.assertEqual(len(self._mails()), 5)

    def test_waits_and_conditions(self):
        campaign = self._campaign(
            [
                {"kind": "mail"},
                {"kind": "sms", "wait_days": 3, "condition": "not_opened"},
                {"kind": "call", "wait_days": 2, "condition": "opened"},
            ]
        )
        self._start(campaign)
        opener = self.people[0]
        self._mark(opener, campaign, open_datetime=datetime(2027, 3, 2, 9))
        self._run("2027-03-03 10:00:00")
        self.assertEqual(len(self._contacts(campaign)), 5, "too early")
        self._run("2027-03-04 10:00:00")
        second, third = campaign.dealer_step_ids[1:]
        contacts = self._contacts(campaign).filtered(lambda c: c.step_id == second)
        skipped = contacts.filtered(lambda c: c.state == "skipped")
        self.assertEqual(skipped.partner_id, opener)
        self.assertEqual(len(contacts - skipped), 4)
        self._run("2027-03-06 10:00:00")
        call = opener.activity_ids
        self.assertEqual(call.summary, "call")
        self.assertEqual(call.user_id, opener.user_id)
        self.assertFalse(self.people[1].activity_ids)
        self.assertEqual((third.contact_count, third.refused_count), (1, 0))
        self.assertEqual(campaign.dealer_state, "done")

    def test_goal(self):
        campaign = self._campaign(
            [{"kind": "mail"}, {"kind": "mail", "wait_days": 5}],
            dealer_goal="visited",
        )
        self._start(campaign)
        guest = self.people[0]
        # In the morning before joining it does not count.
        for person, day in ((guest, 3), (self.people[1], 1)):
            self._visit(person, datetime(2027, 3, day, 9))
        self._run("2027-03-06 10:00:00")
        member = self._members(campaign).filtered(lambda m: m.partner_id == guest)
        self.assertEqual((member.state, member.reached), ("goal", "visited"))
        self.assertEqual(len(self._mails(campaign)), 5 + 4)

    def test_refused(self):
        """Who withdrew, and who is another showroom's, gets nothing and is noted."""
        campaign = self._campaign([{"kind": "mail"}, {"kind": "mail", "wait_days": 1}])
        self._start(campaign)
        self._say(self.people[0], "withdrawn")
        self._run("2027-03-02 10:00:00")
        refused = self._contacts(campaign, "refused")
        self.assertEqual(refused.partner_id, self.people[0])
        self.assertEqual(refused.reason, "has withdrawn the consent")
        log = self.Refusal.search([("partner_id", "=", self.people[0].id)])
        self.assertIn("withdrawn", log.mapped("reason"))
        self.assertEqual(len(self._mails(campaign)), 5 + 4)

    def test_put_off(self):
        """Who is reserved by others is asked again when free."""
        other = self.env["res.company"].create({"name": "Other showroom"})
        self.offers.write({"claim_group": "invitation", "claim_days": 7})
        guest = self.people[0]
        claims = self.env["dealer.contact.claim"]
        claims._claim(
            guest,
            self.offers,
            "phone",
            "test:1",
            company=other,
            is_personal=True,
            day=date(2027, 3, 1),
        )
        claims._use(["test:1"], guest)
        self._start()
        self.assertEqual(len(self._mails()), 4)
        member = self._members().filtered(lambda m: m.partner_id == guest)
        self.assertEqual((member.state, member.tries), ("active", 1))
        self.assertEqual(member.due_on, date(2027, 3, 8))
        self._run("2027-03-08 10:00:00")
        self.assertEqual(len(self._mails()), 5)
        self.assertEqual(member.state, "done")

    def test_hold_out(self):
        crowd = self._people(200, "crowd")
        self.group.mailing_domain = "[('function', '=', 'crowd')]"
        self._say(crowd, "granted")
        first = self._campaign([{"kind": "mail"}], dealer_holdout=20)
        self._start(first)
        held = self._members(first).filtered("is_held_out")
        self.assertTrue(20 < len(held) < 60, len(held))
        self.assertEqual(set(held.mapped("state")), {"held_out"})
        self.assertFalse(self._contacts(first).partner_id & held.partner_id)
        self.assertEqual(len(self._mails(first)), 200 - len(held))
        again = self._campaign([{"kind": "mail"}], dealer_holdout=20)
        self._start(again, "2027-03-15 10:00:00")
        same = self._members(again).filtered("is_held_out")
        self.assertEqual(same.partner_id, held.partner_id)
        other = self._campaign(
            [{"kind": "mail"}], dealer_holdout=20, dealer_family="something else"
        )
        self._start(other, "2027-03-29 10:00:00")
        others = self._members(other).filtered("is_held_out")
        self.assertNotEqual(others.partner_id, held.partner_id)

    def test_newcomers(self):
        self.campaign.dealer_is_open = True
        self._start()
        late = self._people(1, "late")
        late.function = "guest"
        self._say(late, "granted")
        self._run("2027-03-02 10:00:00")
        self.assertIn(late, self._members().partner_id)
        self.assertEqual(len(self._mails()), 6)
        self.assertEqual(self.campaign.dealer_state, "running")

    def test_pause_and_stop(self):
        campaign = self._campaign([{"kind": "mail"}, {"kind": "mail", "wait_days": 1}])
        self._start(campaign)
        campaign.with_user(self.manager).action_dealer_pause()
        self._run("2027-03-02 10:00:00")
        self.assertEqual(len(self._mails(campaign)), 5)
        campaign.with_user(self.manager).action_dealer_stop()
        self.assertEqual(set(self._mails(campaign).mapped("state")), {"cancel"})
        self.assertEqual(set(self._members(campaign).mapped("state")), {"stopped"})
        with freeze_time(DAY):
            campaign.with_user(self.manager).action_dealer_start()
        self.assertEqual(campaign.dealer_state, "done", "what was stopped stays so")
        claims = self.env["dealer.contact.claim"].search(
            [("partner_id", "in", self.people.ids), ("state", "=", "reserved")]
        )
        self.assertFalse(claims)

    def test_budget(self):
        campaign = self._campaign([{"kind": "call", "unit_cost": 2.5}])
        campaign.dealer_budget = 7.5
        self._start(campaign)
        self.assertEqual(len(self._contacts(campaign, "sent")), 3)
        self.assertEqual(campaign.dealer_spent, 7.5)
        self.assertEqual(campaign.dealer_state, "paused")
        self.assertIn("budget", campaign.dealer_pause_reason)
        campaign.dealer_budget = 100
        self._start(campaign)
        self.assertEqual(len(self._contacts(campaign, "sent")), 5)

    def test_last_day(self):
        campaign = self._campaign(
            [{"kind": "mail"}, {"kind": "mail", "wait_days": 9}],
            dealer_end_on=date(2027, 3, 5),
        )
        self._start(campaign)
        self._run("2027-03-10 10:00:00")
        self.assertEqual(len(self._mails(campaign)), 5)
        self.assertEqual(campaign.dealer_state, "done")
        self.assertEqual(set(self._members(campaign).mapped("state")), {"stopped"})

    def test_one_bad_record(self):
        """Somebody for whom a step fails never stops the others."""
        kind = type(self.env["dealer.campaign.step"])
        send, bad = kind._send_call, self.people[2]

        def failing(step, partners):
            if bad in partners:
                raise ValueError("no call today")
            return send(step, partners)

        campaign = self._campaign([{"kind": "call"}])
        with (
            patch.object(kind, "_send_call", failing),
            mute_logger("odoo.addons.dealer_marketing.models.utm_campaign_run"),
        ):
            self._start(campaign)
        failed = self._contacts(campaign, "failed")
        self.assertEqual((failed.partner_id, failed.reason), (bad, "no call today"))
        self.assertEqual(len(self._contacts(campaign, "sent")), 4)

    def test_once(self):
        self._start()
        self._run()
        self.assertEqual(len(self._mails()), 5)
        for record in (self._members()[:1], self._contacts()[:1]):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                record.copy()

    def test_merged_members(self):
        """Whoever was written to under another contact is not written to again."""
        campaign = self._campaign(
            [{"kind": "call"}, {"kind": "call", "wait_days": 1}],
            dealer_is_open=True,
        )
        self._start(campaign)
        target, source = self.people[0], self.people[1]
        late = self._people(1, "late")
        self._say(late, "granted", channel="phone")
        self.env["dealer.merge"]._merge(late, source)
        self.env["dealer.merge"]._merge(target, late)
        late.function = source.function = "guest"
        self._run("2027-03-02 10:00:00")
        per_step = self._contacts(campaign).filtered(
            lambda contact: contact.partner_id == target
        )
        self.assertEqual(per_step.step_id, campaign.dealer_step_ids)
        self.assertEqual(len(per_step), 2)

    def test_preview(self):
        wizard = self.env["dealer.campaign.preview"].with_user(self.marketer)
        wizard = wizard.create({"campaign_id": self.campaign.id})
        values = wizard._prepare_summary(self.campaign)
        self.assertIn("6 people are in the target group, 5 of", values["sentence"])
        (step,) = values["steps"]
        self.assertEqual((step["consent"], step["free"]), (1, 5))
        self.assertEqual(
            values["people"],
            [(self.people[5].display_name, "Letter", "has not agreed")],
        )
        self.assertIn("Guest 5", wizard.summary)
        self.assertFalse(self._members())

    def test_letters_by_post(self):
        campaign = self._campaign([{"kind": "letter"}])
        self.people[0].city = False
        self._start(campaign)
        self.assertEqual(len(self._contacts(campaign, "sent")), 4)
        step = campaign.dealer_step_ids
        self.assertEqual(step.print_count, 4)
        with self.assertRaisesRegex(AccessError, "export"):
            step.with_user(self.manager).action_print()
        self.manager.group_ids += self.env.ref("base.group_allow_export")
        action = step.with_user(self.manager).action_print()
        self.assertEqual(len(action["context"]["active_ids"]), 4)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "dealer_marketing.report_campaign_letter", action["context"]["active_ids"]
        )
        self.assertIn(b"Guest 1", html)
        self.assertIn(b"Main street 1", html)
        with self.assertRaisesRegex(UserError, "printed"):
            step.with_user(self.manager).action_print()

    def test_bad_input(self):
        with self.assertRaisesRegex(ValidationError, "text of the letter"):
            self._campaign([{"kind": "mail", "template_id": False}])
        with self.assertRaisesRegex(ValidationError, "text of the SMS"):
            self._campaign([{"kind": "sms", "text": " "}])
        with freeze_time(DAY), self.assertRaisesRegex(UserError, "first step"):
            self._campaign([]).action_dealer_start()
        with freeze_time(DAY), self.assertRaisesRegex(UserError, "e-mail address"):
            self.env.company.email = self.campaign.user_id.email = False
            self.campaign.action_dealer_start()
        self.env.company.email = "showroom@mail.test"
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.campaign.dealer_purpose_id = False
            self.env.flush_all()
        self._start()
        with self.assertRaisesRegex(UserError, "has begun"):
            self.campaign.dealer_step_ids.kind = "call"
        plain = self.env["utm.campaign"].create({"title": "Only a mark"})
        with self.assertRaisesRegex(UserError, "marks where leads"):
            plain.action_dealer_start()

    def test_delete(self):
        campaign = self._campaign([{"kind": "mail"}, {"kind": "mail", "wait_days": 9}])
        self._start(campaign)
        with self.assertRaisesRegex(UserError, "Stop the campaign"):
            campaign.unlink()
        campaign.action_dealer_stop()
        campaign.unlink()
        self.assertFalse(campaign.exists())

    def test_queries_do_not_grow(self):
        """A slice asks as much of the database for 40 people as for 5."""
        crowd = self._people(40, "crowd")
        self._say(crowd, "granted", channel="phone")
        counts = []
        for function in ("guest", "crowd"):
            self.group.mailing_domain = repr([("function", "=", function)])
            campaign = self._campaign([{"kind": "call"}])
            with freeze_time(DAY):
                campaign.action_dealer_start()
                campaign._enrol_slice()
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                campaign._run_slice()
                self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 5, counts)


@tagged("post_install", "-at_install")
class TestCampaignRights(CampaignCommon):
    def test_marketing_reads(self):
        mine = self.campaign.with_user(self.marketer)
        self.assertEqual(mine.dealer_filter_id, self.group)
        for method in ("start", "pause", "stop", "refresh"):
            with self.assertRaises(AccessError):
                getattr(mine, f"action_dealer_{method}")()
        for change in ({"title": "Mine"}, {"dealer_state": "running"}):
            with self.assertRaises(AccessError):
                mine.write(change)
        with self.assertRaises(AccessError):
            mine.dealer_step_ids.name = "Mine"
        view = self.env.ref("dealer_marketing.utm_campaign_view_form_dealer")
        for user, expected in ((self.marketer, True), (self.manager, False)):
            arch = mine.with_user(user).get_view(view.id, "form")["arch"]
            self.assertEqual('edit="0"' in arch, expected)

    def test_names_are_for_who_may_export(self):
        mine = self.campaign.with_user(self.marketer)
        names = {"list", "kanban"}
        for export in (False, True):
            if export:
                self.marketer.group_ids += self.env.ref("base.group_allow_export")
            for what in ("members", "contacts", "graph"):
                action = getattr(mine, f"action_dealer_{what}")()
                shown = {mode for _view, mode in action["views"]}
                self.assertEqual(bool(shown & names), export, what)
                self.assertIn("graph", shown)

    def test_names_do_not_go_out_by_rpc(self):
        """Whatever view or call is used: numbers for all, names for who may export."""
        self._start()
        seller = new_test_user(
            self.env, login="campaign_names", groups="dealer_crm.group_dealer_user"
        )
        for rows in (self._members(), self._contacts()):
            mine = rows.with_user(self.marketer)
            self.env.invalidate_all()
            (count,) = mine._read_group([("id", "in", rows.ids)], [], ["__count"])[0]
            self.assertEqual(count, len(rows))
            self.assertEqual(set(mine.mapped("display_name")), {"Spring"})
            for call in (
                lambda rows=mine: rows.read(["partner_id"]),
                lambda rows=mine: rows.search([("partner_id.name", "like", "Guest")]),
                lambda rows=mine: rows._read_group([], ["partner_id"]),
            ):
                self.env.invalidate_all()
                with self.assertRaises(AccessError):
                    call()
            for mode in ("list", "kanban", "search"):
                self.assertNotIn("partner_id", mine.get_view(None, mode)["arch"])
        # Salespeople see what their customers have received.
        theirs = self._contacts().with_user(seller)
        self.assertEqual(theirs.partner_id, self.people[:5])
        self.marketer.group_ids += self.env.ref("base.group_allow_export")
        mine = self._members().with_user(self.marketer)
        self.assertEqual(mine.partner_id, self.people[:5])
        self.assertIn("partner_id", mine.get_view(None, "list")["arch"])

    def test_others(self):
        """An employee sees the name, as of each mark, and changes nothing."""
        seller = new_test_user(
            self.env, login="campaign_seller", groups="dealer_crm.group_dealer_user"
        )
        theirs = self.campaign.with_user(seller)
        self.assertEqual(theirs.title, "Spring")
        with self.assertRaises(AccessError):
            theirs.read(["dealer_budget"])
        with self.assertRaises(AccessError):
            theirs.title = "Mine"
        with self.assertRaises(AccessError):
            self.env["dealer.campaign.member"].with_user(seller).search([])
        mark = self.env["utm.campaign"].with_user(seller)
        mark = mark.create({"title": "Only a mark"})
        self.assertFalse(mark.dealer_is_campaign)
        with self.assertRaises(AccessError):
            mark.create(self.campaign.copy_data()[0])

    def test_showrooms(self):
        self._start()
        other = self.env["res.company"].create({"name": "Other showroom"})
        stranger = new_test_user(
            self.env,
            login="campaign_stranger",
            groups="dealer_marketing.group_marketing_manager",
            company_id=other.id,
        )
        for record in (
            self.campaign,
            self.campaign.dealer_step_ids,
            self._members()[:1],
            self._contacts()[:1],
        ):
            self.assertFalse(record.with_user(stranger).has_access("read"), record)


@tagged("post_install", "-at_install")
class TestCampaignResult(CampaignCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.crowd = cls._people(600, "crowd")
        members = cls.env["dealer.campaign.member"]
        treated, held = cls.crowd[:400], cls.crowd[400:]
        cls.campaign.dealer_state = "running"
        with freeze_time(DAY):
            members._enrol(cls.campaign, treated)
            cls.campaign.dealer_holdout = 50
            with patch.object(
                type(cls.campaign), "_is_dealer_held_out", lambda *_args: True
            ):
                members._enrol(cls.campaign, held)
        cls.treated, cls.held = treated, held

    def _row(self, name):
        self.env.invalidate_all()
        rows = self.campaign._get_dealer_result_rows()
        return next(row for row in rows if row["name"] == name)

    def _look_up(self):
        with freeze_time("2027-03-20 03:00:00"), self.enter_registry_test_mode():
            cron = self.env.ref("dealer_marketing.ir_cron_campaign_facts")
            cron.method_direct_trigger()

    def test_planted_gain(self):
        # 14 % against 4 %.
        self._visit(self.treated[:56], MEANWHILE)
        self._visit(self.held[:8], MEANWHILE)
        # Too late to count.
        self._visit(self.held[8:60], "2027-06-01 12:00:00")
        self._look_up()
        row = self._row("Visited")
        self.assertEqual(row["treated"], "56 (14.0 %)")
        self.assertEqual(row["held_out"], "8 (4.0 %)")
        self.assertTrue(row["is_shown"])
        self.assertTrue(
            row["effect"].startswith(
                "+10.0\N{NO-BREAK SPACE}% (from +5.2\N{NO-BREAK SPACE}%"
            ),
            row,
        )
        self.assertIn(
            "+10.0\N{NO-BREAK SPACE}%",
            self.campaign.with_user(self.marketer).dealer_result,
        )

    def test_planted_nothing(self):
        self._visit(self.treated[:24], MEANWHILE)
        self._visit(self.held[:12], MEANWHILE)
        self._look_up()
        row = self._row("Visited")
        self.assertEqual((row["effect"], row["is_shown"]), ("not shown", False))
        shown = self.campaign.with_user(self.marketer).dealer_result
        line = shown.split("Visited")[1].split("</tr>")[0]
        self.assertIn("not shown", line)
        self.assertNotIn("+0.0 %", line)

    def test_way(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Bought",
                "type": "opportunity",
                "partner_id": self.treated[0].id,
                "campaign_id": self.campaign.id,
            }
        )
        with freeze_time("2027-03-11 12:00:00"):
            lead.action_set_won()
        self._look_up()
        self.assertEqual(self._row("Bought")["treated"], "1 (0.2 %)")
        member = self._members().filtered(lambda row: row.partner_id == self.treated[0])
        self.assertEqual(member.reached, "bought")
