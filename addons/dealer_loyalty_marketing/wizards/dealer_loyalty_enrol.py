from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dealer_marketing.tools.consent import CHANNELS


class DealerLoyaltyEnrol(models.TransientModel):
    _inherit = "dealer.loyalty.enrol"

    purpose_ids = fields.Many2many(
        comodel_name="dealer.consent.purpose",
        string="Agrees To",
        domain=[("basis", "=", "consent")],
        help="Nothing is marked beforehand: the customer says what they agree to.",
    )
    by_email = fields.Boolean(string="E-mail")
    by_sms = fields.Boolean(string="SMS")
    by_phone = fields.Boolean(string="Phone call")
    by_messenger = fields.Boolean(string="Messenger")
    by_post = fields.Boolean(string="Post")
    wording = fields.Text(
        compute="_compute_wording", help="What the customer agrees to."
    )

    @api.depends("purpose_ids", "partner_id")
    def _compute_wording(self):
        profile = self.env.company._get_dealer_consent_profile()
        for wizard in self:
            kinds = dict.fromkeys(wizard.purpose_ids.mapped("kind"))
            lang = wizard.partner_id.lang or self.env.lang
            texts = [profile._get_text(kind, lang) for kind in kinds]
            wizard.wording = "\n\n".join(text.body for text in texts if text)

    def _get_consent_channels(self):
        """Ways which were marked.

        :return: list of str
        """
        return [channel for channel in CHANNELS if self[f"by_{channel}"]]

    def action_enrol(self):
        """Enrol, and note what the customer agrees to.

        :raise UserError: a subject without a way, or the other way round
        """
        if bool(self.purpose_ids) != bool(self._get_consent_channels()):
            raise UserError(
                self.env._(
                    "Choose to what the customer agrees and by which way, or neither."
                )
            )
        return super().action_enrol()

    def _after_enrol(self, partner):
        res = super()._after_enrol(partner)
        decisions = [
            (purpose, channel, "granted")
            for purpose in self.purpose_ids
            for channel in self._get_consent_channels()
        ]
        if decisions:
            self.env["dealer.consent"]._record(partner, decisions, "desk")
        return res
