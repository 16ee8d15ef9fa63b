from odoo import api, fields, models
from odoo.tools import format_datetime

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
        states = {
            (row.partner_id.id, row.purpose_id.id, row.channel): row.consent_id
            for row in rows
        }
        for partner in self:
            partner.dealer_consent_matrix = self.env["ir.qweb"]._render(
                "dealer_marketing.consent_matrix",
                {
                    "channels": self._get_dealer_channels(),
                    "rows": [
                        (purpose, partner._get_dealer_answers(purpose, states))
                        for purpose in purposes
                    ],
                },
            )

    @api.model
    def _get_dealer_channels(self):
        selection = self.env["dealer.consent"]._fields["channel"]
        return selection._description_selection(self.env)

    def _get_dealer_answers(self, purpose, states):
        """Answers for one purpose, one for each channel.

        :return: list of dicts: allowed (bool), reason (text)
        """
        answers = []
        for channel, _name in self._get_dealer_channels():
            row = states.get((self._origin.id, purpose.id, channel))
            refused = consent.refusal(purpose.basis, row.state if row else None)
            answers.append(
                {
                    "allowed": not refused,
                    "reason": self._get_dealer_reason(purpose, row),
                }
            )
        return answers

    def _get_dealer_reason(self, purpose, row):
        if purpose.basis != "consent":
            bases = dict(purpose._fields["basis"]._description_selection(self.env))
            return bases[purpose.basis]
        if not row:
            return self.env._("Has not agreed")
        states = dict(row._fields["state"]._description_selection(self.env))
        sources = dict(row._fields["source"]._description_selection(self.env))
        return self.env._(
            "%(state)s on %(date)s, %(how)s, recorded by %(user)s",
            state=states[row.state],
            date=format_datetime(self.env, row.date, dt_format="short"),
            how=sources[row.source],
            user=row.user_id.name or "",
        )

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
