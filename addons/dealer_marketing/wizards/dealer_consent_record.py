from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.consent import CHANNELS


class DealerConsentRecord(models.TransientModel):
    _name = "dealer.consent.record"
    _description = "Record a Consent"

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", required=True
    )
    state = fields.Selection(
        selection=[("granted", "Agrees"), ("withdrawn", "Withdraws")],
        string="The Customer",
        required=True,
        default="granted",
    )
    purpose_ids = fields.Many2many(
        comodel_name="dealer.consent.purpose",
        string="To What",
        domain=[("basis", "=", "consent")],
    )
    email = fields.Boolean(string="E-mail")
    sms = fields.Boolean(string="SMS")
    phone = fields.Boolean()
    messenger = fields.Boolean()
    post = fields.Boolean()
    source = fields.Selection(
        selection=[
            ("desk", "In person"),
            ("paper", "Signed paper"),
            ("call", "Phone call"),
            ("letter", "Letter or message"),
        ],
        string="How",
        required=True,
        default="desk",
    )
    evidence = fields.Char(help="Number of the paper, name of the recording.")
    wording = fields.Text(
        compute="_compute_wording", help="What the customer agrees to."
    )

    @api.depends("partner_id", "purpose_ids")
    def _compute_wording(self):
        profile = self.env.company._get_dealer_consent_profile()
        for wizard in self:
            kinds = dict.fromkeys(wizard.purpose_ids.mapped("kind"))
            texts = [profile._get_text(k, wizard.partner_id.lang) for k in kinds]
            wizard.wording = "\n\n".join(text.body for text in texts if text)

    def action_record(self):
        """Append the decision to the customer's consents.

        :return: action which closes the dialogue
        :raise UserError: no purpose or no channel was chosen, or a signed paper has no
            number
        :raise AccessError: the user may not see the customer
        """
        self.ensure_one()
        self.partner_id.check_access("read")
        channels = [channel for channel in CHANNELS if self[channel]]
        if not self.purpose_ids or not channels:
            raise UserError(
                self.env._("Choose to what the customer has agreed and by which way.")
            )
        if self.source == "paper" and not self.evidence:
            raise UserError(
                self.env._("Enter the number of the signed paper as evidence.")
            )
        decisions = [
            (purpose, channel, self.state)
            for purpose in self.purpose_ids
            for channel in channels
        ]
        self.env["dealer.consent"]._record(
            self.partner_id, decisions, self.source, self.evidence
        )
        return {"type": "ir.actions.act_window_close"}
