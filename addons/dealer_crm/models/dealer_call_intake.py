"""Calls as the telephone system tells them."""

from odoo import api, fields, models

from ..tools import keys


class DealerCall(models.Model):
    _inherit = "dealer.call"

    @api.model
    def _take_told(self, message, number, told):
        """Make or complete the call of a message.

        :param message: dealer.inbox
        :param str number: number of the call at the telephone system
        :param told: tools.call_event.Call
        :return: dealer.call
        """
        source = message.intake_source_id
        call = self.search(
            [("intake_source_id", "=", source.id), ("external_id", "=", number)]
        )
        values = self._prepare_told_vals(source, told)
        if call:
            if told.duration and not call.duration and call.result == "no_answer":
                values["result"] = False
            known = {**call.read(list(values), load=None)[0]}
            changed = {name: new for name, new in values.items() if new != known[name]}
        else:
            call, changed = self._create_told(source, number, told, values), {}
        if told.is_over and not told.duration and not call.result:
            changed["result"] = "no_answer"
        if changed:
            # sudo: what the telephone system said is closed for people.
            call.sudo().write(changed)
        call._keep_recording(told.recording_url)
        call._follow_up_told(message, told)
        return call

    @api.model
    def _prepare_told_vals(self, source, told):
        """The facts of a call.

        :param source: dealer.intake.source
        :param told: tools.call_event.Call
        :return: dict of plain values; ``user_id`` only when the extension is known
        """
        values = {
            "direction": told.direction,
            "started_at": told.started_at,
            "duration": told.duration,
        }
        if told.phone:
            values["phone"] = told.phone
        if user := self.env["res.users"]._dealer_find_extension(
            told.extension, source.company_id
        ):
            values["user_id"] = user.id
        return values

    @api.model
    def _create_told(self, source, number, told, values):
        partner = self._find_caller(source.company_id, told.phone)
        return self.create(
            {
                "user_id": False,
                **values,
                "external_id": number,
                "intake_source_id": source.id,
                "company_id": source.company_id.id,
                "partner_id": partner.id,
                "lead_id": self._find_lead(source.company_id, partner, told.phone).id,
            }
        )

    @api.model
    def _find_caller(self, company, phone):
        """Who has a telephone number.

        Of several people with one number, whoever is a customer for longest.

        :return: res.partner or an empty recordset
        """
        country = company._get_dealer_country_code()
        phone_key = keys.phone_key(phone, country)
        if not phone_key:
            return self.env["res.partner"]
        return self.env["res.partner"].search(
            [
                ("dealer_phone_key", "=", phone_key),
                ("company_id", "in", (False, company.id)),
            ],
            order="id",
            limit=1,
        )

    @api.model
    def _find_lead(self, company, partner, phone):
        """The open lead which a call belongs to, the latest of several.

        :return: crm.lead or an empty recordset
        """
        if partner:
            domain = [("partner_id", "=", partner.id)]
        else:
            country = company._get_dealer_country_code()
            phone_key = keys.phone_key(phone, country)
            if not phone_key:
                return self.env["crm.lead"]
            domain = [("phone_sanitized", "=", phone_key)]
        domain += [("company_id", "=", company.id), ("stage_id.is_won", "=", False)]
        return self.env["crm.lead"].search(domain, order="id desc", limit=1)

    def _keep_recording(self, url):
        """Lay the link to a recording beside the call."""
        if not url or self.recording_id.url == url:
            return
        recording = self.env["ir.attachment"].create(
            {
                "name": self.env._("Recording %(number)s", number=self.external_id),
                "type": "url",
                "url": url,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        # sudo: what the telephone system said is closed for people.
        self.sudo().recording_id = recording

    # === AFTER THE CALL === #

    def _follow_up_told(self, message, told):
        """What has to be done when a call is over.

        :param message: dealer.inbox
        :param told: tools.call_event.Call
        """
        if not told.is_over or told.direction != "in":
            return
        self._take_unknown_caller(message)
        if told.is_missed:
            self._plan_call_back()

    def _take_unknown_caller(self, message):
        """Make a contact and a lead of somebody whom nobody knows."""
        source = self.intake_source_id
        if self.partner_id or self.lead_id or not source.call_makes_lead:
            return
        if not self.phone_key:
            # A suppressed number: there is nobody who could be called back.
            return
        if self.is_answered:
            message = message.with_context(dealer_answered_by=self.user_id.id)
        lead, _is_new = message._take_prospect(message._prepare_caller(self.phone))
        # sudo: what the telephone system said is closed for people.
        self.sudo().write({"partner_id": lead.partner_id.id, "lead_id": lead.id})

    def _plan_call_back(self):
        """A task for a missed call, one for each customer at a time."""
        record = self.lead_id or self.partner_id
        kind = self.env.ref("dealer_crm.mail_activity_type_missed_call")
        # sudo: the task may be somebody's who works in another showroom.
        waiting = record.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )
        if not record or waiting or self._is_called_back():
            return
        at = fields.Datetime.context_timestamp(
            self.with_context(tz=self.company_id._get_dealer_timezone().key),
            self.started_at,
        )
        user = self._get_call_back_user()
        words = self.with_context(lang=user.lang).env
        record.with_context(mail_activity_quick_update=True).activity_schedule(
            "dealer_crm.mail_activity_type_missed_call",
            summary=words._("Call back %(phone)s", phone=self.phone or ""),
            note=words._(
                "Missed call at %(time)s on %(date)s.",
                time=at.strftime("%H:%M"),
                date=at.date().isoformat(),
            ),
            user_id=user.id,
        )
        user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "title": words._("Missed call"),
                "message": self.display_name,
            },
        )

    def _is_called_back(self):
        """Whether somebody has talked to the customer since: events may come late."""
        domain = [
            ("is_answered", "=", True),
            ("started_at", ">", self.started_at),
            ("company_id", "=", self.company_id.id),
        ]
        if self.partner_id:
            domain.append(("partner_id", "=", self.partner_id.id))
        else:
            domain.append(("phone_key", "=", self.phone_key))
        return bool(self.search_count(domain, limit=1))

    def _get_call_back_user(self):
        """Who calls back: of the lead, of the customer, whose telephone rang.

        :return: res.users
        """
        # sudo: the intake does not see who works in which of the other showrooms.
        call = self.sudo()
        people = (call.lead_id.user_id, call.partner_id.user_id, call.user_id)
        for user in people:
            if user.active and not user.share and call.company_id in user.company_ids:
                return user.with_env(self.env)
        return self.intake_source_id._get_silence_user()

    def _close_missed(self):
        """The tasks of missed calls are done once somebody has talked."""
        kind = self.env.ref("dealer_crm.mail_activity_type_missed_call")
        # sudo: whoever talked to the customer ends the task, whosever it is.
        activities = self.env["mail.activity"].sudo()
        partners = self.partner_id
        leads = self.lead_id | self._get_open_leads_of(partners)
        found = activities.search(
            [
                ("activity_type_id", "=", kind.id),
                "|",
                "&",
                ("res_model", "=", "crm.lead"),
                ("res_id", "in", leads.ids),
                "&",
                ("res_model", "=", "res.partner"),
                ("res_id", "in", partners.ids),
            ]
        )
        if found:
            found.action_feedback(feedback=self.env._("Talked to the customer."))

    @api.model
    def _get_open_leads_of(self, partners):
        """The open leads of customers.

        :param partners: res.partner
        :return: crm.lead
        """
        if not partners:
            return self.env["crm.lead"]
        # sudo: the lead may be a colleague's.
        return (
            self.env["crm.lead"]
            .sudo()
            .search(
                [("partner_id", "in", partners.ids), ("stage_id.is_won", "=", False)]
            )
        )
