"""Doing a step: who still gets it, who may get it, and how it goes out."""

from odoo import fields, models
from odoo.fields import Command

from ..tools import campaigns

# How often a step is put off because somebody else has reserved the customer.
TRIES = 3


class DealerCampaignStep(models.Model):
    _inherit = "dealer.campaign.step"

    def _treat(self, members):
        """Do the step for members: what it was not done for yet.

        :param members: dealer.campaign.member whose next step this is
        """
        self.ensure_one()
        contacts = self.env["dealer.campaign.contact"]
        members._update_facts()
        leaving = members.filtered(lambda member: self._get_end(member))
        for state, group in leaving.grouped(self._get_end).items():
            group._leave(state)
        rest = members - leaving
        fits = rest.filtered(self._is_for)
        contacts._book(self, (rest - fits).partner_id, "skipped")
        late = self._get_done_people(fits)
        refused = self._gate((fits - late).partner_id)
        put_off = self._put_off(fits, refused)
        held = (fits - put_off).filtered(lambda row: row.partner_id.id in refused)
        words = {id_: self._describe(why) for id_, why in refused.items()}
        contacts._book(self, held.partner_id, "refused", words)
        booked = contacts._book(self, (fits - late - put_off - held).partner_id, "sent")
        if booked:
            self._send(booked.partner_id)
        (rest - put_off)._go_on(self)

    def _get_end(self, member):
        """Why a member gets nothing more.

        :return: state of the member, or "" when they go on
        """
        if not member.partner_id.active or member.partner_id.dealer_erased_at:
            return "stopped"
        goal = self.campaign_id.dealer_goal
        return "goal" if goal and goal in member._get_done() else ""

    def _is_for(self, member):
        """Whether a member fulfils the condition of the step."""
        return campaigns.is_met(self.condition, member._get_done())

    def _get_done_people(self, members):
        """Members for whom this step was done already, under another contact.

        :return: dealer.campaign.member
        """
        rows = self.env["dealer.campaign.contact"].search(
            [("step_id", "=", self.id), ("partner_id", "in", members.partner_id.ids)]
        )
        known = set(rows.partner_id.ids)
        return members.filtered(lambda member: member.partner_id.id in known)

    # === WHO MAY === #

    def _gate(self, partners):
        """Ask consent and arbitration; reserve who may be contacted.

        The gate at the moment of sending asks both again.

        :param partners: res.partner
        :return: dict partner id -> "address", reason of the consent, or
            tools.claims.Refusal; of those who may not
        """
        campaign, channel = self.campaign_id, self._get_channel()
        purpose, company = campaign.dealer_purpose_id, campaign.dealer_company_id
        reachable = partners.filtered_domain(campaign._get_dealer_address(channel))
        reasons = purpose._get_reasons(reachable, channel)
        refused = {id_: why for id_, why in reasons.items() if why}
        refused |= self.env["dealer.contact.claim"]._claim(
            reachable.filtered(lambda partner: partner.id not in refused),
            purpose,
            channel,
            self._get_origin(),
            company=company,
        )
        log = self.env["dealer.contact.refusal"]
        log._log_people(refused, purpose, channel, company)
        return refused | dict.fromkeys((partners - reachable).ids, "address")

    def _describe(self, why):
        """A refusal in words.

        :param why: as of ``_gate``
        :return: text
        """
        if not isinstance(why, str):
            return self.env["dealer.contact.claim"]._describe(why)
        return {
            "address": self.env._("has no address for this"),
            "withdrawn": self.env._("has withdrawn the consent"),
        }.get(why, self.env._("has not agreed"))

    def _put_off(self, members, refused):
        """Who is reserved by others, or was contacted enough, is asked again later.

        :param members: dealer.campaign.member
        :param dict refused: as of ``_gate``
        :return: dealer.campaign.member who wait
        """
        waiting = members.filtered(
            lambda member: (
                not isinstance(refused.get(member.partner_id.id, ""), str)
                and member.tries + 1 < TRIES
            )
        )
        for (tries, day), group in waiting.grouped(
            lambda member: (member.tries, refused[member.partner_id.id].again)
        ).items():
            group.write({"due_on": day, "tries": tries + 1})
        return waiting

    # === BY WHICH WAY === #

    def _send(self, partners):
        """Do the step for people who may get it and are noted.

        :param partners: res.partner
        """
        getattr(self, f"_send_{self.kind}")(partners)

    def _send_mail(self, partners):
        """Put letters into stock's queue, in the language of each customer."""
        # The showroom signs its letters.
        company = self.campaign_id.dealer_company_id or self.env.company
        template = self.template_id.with_company(company)
        by_lang = template._classify_per_lang(partners.ids)
        for lang, (text, ids) in by_lang.items():
            composer = self.env["mail.compose.message"].with_context(
                **self.mailing_id._get_mass_mailing_context(),
                active_ids=ids,
                default_composition_mode="mass_mail",
                # Consent and reservations were asked in this transaction, see _gate.
                dealer_is_asked=True,
                lang=lang or self.env.lang,
            )
            composer = composer.with_company(company)
            composer = composer.create(self._prepare_composer(text))
            composer._action_send_mail(auto_commit=False)

    def _prepare_composer(self, template):
        """Values of stock's composer for the letters in one language.

        The text is given as stock's mailings do: a template would be asked for sender,
        recipients and language of each letter anew, which takes as long again.

        :param template: mail.template in the language
        :return: dict of values of mail.compose.message
        """
        mailing = self.mailing_id
        return {
            "attachment_ids": [Command.set(template.attachment_ids.ids)],
            "author_id": self.campaign_id.user_id.partner_id.id,
            "auto_delete": True,
            # An answer finds its letter by the message which is kept.
            "auto_delete_keep_log": True,
            "body": template.body_html,
            "composition_mode": "mass_mail",
            "email_from": mailing.email_from,
            # Mailings have a frame of their own.
            "email_layout_xmlid": False,
            "force_send": False,
            "mass_mailing_id": mailing.id,
            "model": "res.partner",
            "subject": template.subject,
            "template_id": False,
            "use_exclusion_list": True,
        }

    def _send_sms(self, partners):
        """Put SMS into stock's queue, in the language of each customer."""
        for lang, people in partners.grouped("lang").items():
            mailing = self.mailing_id
            values = mailing._send_sms_get_composer_values(people.ids)
            text = self.with_context(lang=lang or self.env.lang).text
            composer = self.env["sms.composer"].with_context(active_id=False)
            composer = composer.create({**values, "body": text})
            composer._action_send_sms()

    def _send_call(self, partners):
        self._plan(partners, "mail.mail_activity_data_call")

    def _send_meeting(self, partners):
        self._plan(partners, "mail.mail_activity_data_meeting")

    def _send_letter(self, partners):
        """Nothing to do: who is noted is printed from the step."""

    def _plan(self, partners, kind):
        """Plan a task for the personal manager of each customer.

        :param partners: res.partner
        :param str kind: external id of the mail.activity.type
        """
        today = fields.Date.context_today(self)
        deputy = self.user_id or self.campaign_id.user_id
        for user, mine in partners.grouped("user_id").items():
            worker = user if user.active and not user.share else deputy
            text = self.with_context(lang=worker.lang).text
            mine.with_context(mail_activity_quick_update=True).activity_schedule(
                kind,
                date_deadline=today,
                summary=self.with_context(lang=worker.lang).name,
                note=text or "",
                user_id=worker.id,
                dealer_purpose_id=self.campaign_id.dealer_purpose_id.id,
            )
        # A task is a contact: the reservation does not give way any more.
        self.env["dealer.contact.claim"]._use([self._get_origin()], partners)

    # === STOCK'S MAILINGS === #

    def _prepare_mailings(self):
        """Give each step by e-mail or SMS the mailing which counts its marks."""
        for step in self.filtered(lambda step: step.kind in ("mail", "sms")):
            if not step.mailing_id:
                values = step._prepare_mailing()
                # sudo: the mailing belongs to the campaign.
                step.mailing_id = self.env["mailing.mailing"].sudo().create(values)

    def _prepare_mailing(self):
        """Values of the mailing of a step; it is never sent by itself.

        :return: dict of values of mailing.mailing
        """
        self.ensure_one()
        campaign = self.campaign_id
        values = {
            "subject": self.template_id.subject or self.name,
            "mailing_type": "mail" if self.kind == "mail" else "sms",
            "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
            "mailing_domain": "[(0, '=', 1)]",
            "campaign_id": campaign.id,
            "dealer_purpose_id": campaign.dealer_purpose_id.id,
            "dealer_company_id": campaign.dealer_company_id.id,
            "email_from": campaign._get_dealer_from(),
            "user_id": campaign.user_id.id,
            "state": "done",
            "contact_list_ids": [Command.clear()],
        }
        if self.kind == "sms":
            return {**values, "sms_subject": self.name, "body_plaintext": self.text}
        return {**values, "body_html": self.template_id.body_html}
