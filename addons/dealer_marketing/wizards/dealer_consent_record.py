import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.consent import CHANNELS


class DealerConsentRecord(models.TransientModel):
    _name = "dealer.consent.record"
    _description = "Record a Consent"
    # The page behind the code of a form is named by it.
    _rec_name = "partner_id"

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
    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        string="Only about This Car",
        domain="[('owner_id', '=', partner_id)]",
        help="Empty: about everything. For one car: reminders and other messages about "
        "this car alone, as long as the customer has it.",
    )
    has_vehicles = fields.Boolean(compute="_compute_has_vehicles")
    valid_until = fields.Date(
        help="Last day on which the consent counts. Empty: until it is withdrawn."
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
    scan = fields.Binary(
        attachment=True, help="The signed paper, kept with the customer."
    )
    scan_name = fields.Char()
    # What the code of a form said: it names the wordings which were signed.
    token = fields.Char(readonly=True)
    wording = fields.Text(
        compute="_compute_wording", help="What the customer agrees to."
    )

    @api.depends("partner_id")
    def _compute_has_vehicles(self):
        for wizard in self:
            wizard.has_vehicles = bool(wizard.partner_id.dealer_vehicle_ids)

    @api.depends("partner_id", "purpose_ids", "token")
    def _compute_wording(self):
        profile = self.env.company._get_dealer_consent_profile()
        for wizard in self:
            kinds = dict.fromkeys(wizard.purpose_ids.mapped("kind"))
            signed = wizard._get_signed_texts()
            texts = [
                signed.get(kind) or profile._get_text(kind, wizard.partner_id.lang)
                for kind in kinds
            ]
            wizard.wording = "\n\n".join(text.body for text in texts if text)

    @api.model
    def _create_for_paper(self, token):
        """The dialogue for a form whose code was scanned.

        :param str token: of the form
        :return: dealer.consent.record
        """
        consents = self.env["dealer.consent"]
        partner, _texts = consents._read_paper_token(token)
        return self.create(
            {
                "partner_id": partner.id,
                "source": "paper",
                "evidence": consents._get_paper_number(token),
                "token": token,
            }
        )

    def _get_signed_texts(self):
        """The wordings of the form, when it is the customer's.

        :return: dict kind -> dealer.consent.text
        """
        found = self.env["dealer.consent"]._read_paper_token(self.token)
        if not found or found[0] != self.partner_id:
            return {}
        return {text.kind: text for text in found[1]}

    def _keep_scan(self):
        """Put the scan to the customer.

        :return: text which proves what was kept, "" without a scan
        """
        if not self.scan:
            return ""
        content = base64.b64decode(self.scan)
        # sudo: a paper is kept also by who only reads the customer.
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": self.scan_name or self.env._("Signed consent"),
                    "raw": content,
                    "res_model": "res.partner",
                    "res_id": self.partner_id.id,
                }
            )
        )
        self.partner_id._message_log(
            body=self.env._(
                "Signed consent %(number)s",
                number=self.evidence or "",
            ),
            attachment_ids=attachment.ids,
        )
        return f"SHA-256 {hashlib.sha256(content).hexdigest()}"

    def action_record(self):
        """Append the decision to the customer's consents.

        :return: action which closes the dialogue
        :raise UserError: no purpose or no channel was chosen, a signed paper has
            neither number nor scan, or the consent would never count
        :raise AccessError: the user may not see the customer
        """
        self.ensure_one()
        self.partner_id.check_access("read")
        channels = [channel for channel in CHANNELS if self[channel]]
        if not self.purpose_ids or not channels:
            raise UserError(
                self.env._("Choose to what the customer has agreed and by which way.")
            )
        if self.source == "paper" and not (self.evidence or self.scan):
            raise UserError(
                self.env._("Enter the number of the signed paper, or add its scan.")
            )
        self._check_term()
        decisions = [
            (purpose, channel, self.state)
            for purpose in self.purpose_ids
            for channel in channels
        ]
        proofs = filter(None, [self.evidence, self._keep_scan()])
        self.env["dealer.consent"]._record(
            self.partner_id,
            decisions,
            self.source,
            ", ".join(proofs),
            texts=self._get_signed_texts(),
            vehicle=self.vehicle_id,
            valid_until=self.valid_until,
        )
        if self.token:
            return self.partner_id._get_records_action()
        return {"type": "ir.actions.act_window_close"}

    def _check_term(self):
        """Refuse what would never count.

        :raise UserError: the car is somebody else's, or the last day is over
        """
        # sudo: the car of another customer may be hidden.
        if self.vehicle_id and self.vehicle_id.sudo().owner_id != self.partner_id:
            raise UserError(
                self.env._("Choose a car of this customer, or none for everything.")
            )
        today = fields.Date.context_today(self)
        if self.state == "granted" and self.valid_until and self.valid_until < today:
            raise UserError(
                self.env._("The last day of the consent is over: choose a later one.")
            )
