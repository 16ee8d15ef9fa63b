from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ..tools import consent


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_consent_matrix = fields.Html(
        string="May We Contact?",
        compute="_compute_dealer_consent_matrix",
        sanitize=False,
        groups="dealer_crm.group_dealer_staff",
    )

    dealer_consent_brief = fields.Char(
        string="Offers By",
        compute="_compute_dealer_consent_brief",
        groups="dealer_crm.group_dealer_staff",
    )

    @api.depends_context("lang", "uid")
    def _compute_dealer_consent_brief(self):
        """By which channels offers may be made: the tab says the rest."""
        known = self._origin
        allowed = {
            name: known._may_contact("offers", channel)
            for channel, name in self._get_dealer_channels()
        }
        for partner in self:
            names = [
                name for name, people in allowed.items() if partner._origin in people
            ]
            partner.dealer_consent_brief = ", ".join(names)

    @api.depends_context("lang", "uid")
    def _compute_dealer_consent_matrix(self):
        purposes = self.env["dealer.consent.purpose"].search([("active", "=", True)])
        # sudo: who sees the contact sees whether it may be written to
        rows = (
            self.env["dealer.consent.state"]
            .sudo()
            .search([("partner_id", "in", self.ids)])
        )
        states = {row._get_key(): row for row in rows}
        for partner in self:
            partner.dealer_consent_matrix = self.env["ir.qweb"]._render(
                "dealer_marketing.consent_matrix",
                {
                    "channels": self._get_dealer_channels(),
                    "rows": [
                        (
                            purpose,
                            car,
                            partner._get_dealer_answers(purpose, car, states),
                        )
                        for purpose in purposes
                        for car in partner._get_dealer_consent_cars(purpose, states)
                    ],
                },
            )

    def _get_dealer_consent_cars(self, purpose, states):
        """The lines of a purpose: of everything, and of each car apart.

        :param dict states: as of ``dealer.consent.state._get_rows``
        :return: list of dealer.vehicle, the first one empty
        """
        cars = {
            row.vehicle_id
            for (person, about, _channel, car), row in states.items()
            if car and (person, about) == (self._origin.id, purpose.id)
        }
        # What was said about a car which was sold is in the history.
        mine = [car for car in cars if car.owner_id == self._origin]
        nothing = self.env["dealer.vehicle"]
        return [nothing, *sorted(mine, key=lambda car: car.id)]

    @api.model
    def _get_dealer_channels(self):
        selection = self.env["dealer.consent"]._fields["channel"]
        return selection._description_selection(self.env)

    def _get_dealer_answers(self, purpose, car, states):
        """Answers for one purpose, one for each channel.

        :param car: dealer.vehicle which it is about, or empty
        :return: list of dicts: allowed (bool), reason (text), record_id (id of the
            dealer.consent behind it, or False)
        """
        answers = []
        for channel, _name in self._get_dealer_channels():
            key = (self._origin.id, purpose.id, channel)
            row = states.get((*key, False))
            if car and (special := states.get((*key, car.id))):
                general = row.state if row else None
                if consent.about_car(general, special.state) == special.state:
                    row = special
            refused = consent.refusal(purpose.basis, row.state if row else None)
            is_said = row and purpose.basis == "consent"
            answers.append(
                {
                    "allowed": not refused,
                    "reason": self._get_dealer_reason(purpose, row),
                    "record_id": is_said and row.consent_id.id,
                }
            )
        return answers

    def _get_dealer_reason(self, purpose, row):
        """Why, in words.

        :param row: dealer.consent.state, or None
        :return: text
        """
        if purpose.basis != "consent":
            bases = dict(purpose._fields["basis"]._description_selection(self.env))
            return bases[purpose.basis]
        if not row:
            return self.env._("Has not agreed")
        record = row.consent_id
        states = dict(record._fields["state"]._description_selection(self.env))
        sources = dict(record._fields["source"]._description_selection(self.env))
        text = self.env._(
            "%(state)s on %(date)s, %(how)s, recorded by %(user)s",
            state=states[record.state],
            date=format_datetime(self.env, record.date, dt_format="short"),
            how=sources[record.source],
            user=record.user_id.name or "",
        )
        if row.state == "ended":
            return self.env._("Ended. %(before)s", before=text)
        if row.valid_until:
            day = format_date(self.env, row.valid_until)
            return self.env._("%(text)s, until %(day)s", text=text, day=day)
        return text

    def _may_contact(self, purpose, channel):
        allowed = super()._may_contact(purpose, channel)
        record = self.env["dealer.consent.purpose"]._get_by_code(purpose)
        if not record:
            # A purpose nobody could agree to.
            return allowed.browse()
        reasons = record._get_reasons(allowed, channel)
        return allowed.filtered(lambda partner: not reasons[partner.id])

    def action_dealer_record_consent(self):
        """Ask what the customer has decided.

        :return: window action of the dialogue
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_marketing.dealer_consent_record_action"
        )
        return {**action, "context": {"default_partner_id": self.id}}

    def action_dealer_consents(self):
        """Open everything the customer has ever decided.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_marketing.dealer_consent_action"
        )
        return {**action, "domain": [("partner_id", "=", self.id)], "context": {}}

    def action_dealer_refusals(self):
        """Open what was not sent to the customer, and why.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_marketing.dealer_contact_refusal_action"
        )
        return {**action, "domain": [("partner_id", "=", self.id)], "context": {}}
