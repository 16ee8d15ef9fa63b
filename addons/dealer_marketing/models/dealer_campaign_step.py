"""Steps of a campaign: what is done, after which time, for whom."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

CHANNELS = {
    "mail": "email",
    "sms": "sms",
    "call": "phone",
    "meeting": "phone",
    "letter": "post",
}


class DealerCampaignStep(models.Model):
    _name = "dealer.campaign.step"
    _description = "Campaign Step"
    _order = "campaign_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    campaign_id = fields.Many2one(
        comodel_name="utm.campaign", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="campaign_id.dealer_company_id", store=True, index="btree_not_null"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        selection=[
            ("mail", "E-mail"),
            ("sms", "SMS"),
            ("call", "Call"),
            ("letter", "Letter by post"),
            ("meeting", "Invitation to the showroom"),
        ],
        string="What",
        required=True,
        default="mail",
        help="Calls and invitations are tasks of the personal manager. Letters are "
        "printed from here.",
    )
    wait_days = fields.Integer(
        string="Days After",
        help="Days after the step before; of the first step after the person joined.",
    )
    condition = fields.Selection(
        selection=[
            ("always", "Everybody"),
            ("opened", "Opened a message"),
            ("not_opened", "Opened none"),
            ("clicked", "Clicked a link"),
            ("not_clicked", "Clicked none"),
            ("answered", "Answered"),
            ("not_answered", "Did not answer"),
            ("visited", "Was in the showroom"),
            ("not_visited", "Was not in the showroom"),
            ("test_drive", "Had a test drive"),
            ("not_test_drive", "Had no test drive"),
            ("bought", "Bought"),
            ("not_bought", "Did not buy"),
        ],
        string="Only Who",
        required=True,
        default="always",
        help="Since the person joined the campaign. Others go on to the next step.",
    )
    template_id = fields.Many2one(
        comodel_name="mail.template",
        string="Text of the Letter",
        domain=[("model", "=", "res.partner")],
        ondelete="restrict",
        help="Sent in the language of the customer.",
    )
    text = fields.Text(
        translate=True,
        help="Text of the SMS, or what the call or the invitation is about.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who Does It",
        domain=[("share", "=", False)],
        ondelete="restrict",
        help="For customers without a personal manager. Empty: the responsible of the "
        "campaign.",
    )
    currency_id = fields.Many2one(related="campaign_id.dealer_currency_id")
    unit_cost = fields.Monetary(
        string="Cost of One", help="What one message, call or letter costs."
    )
    mailing_id = fields.Many2one(
        comodel_name="mailing.mailing",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="Stock's mailing which counts what was opened and clicked.",
    )
    contact_count = fields.Integer(string="Done", compute="_compute_counts")
    refused_count = fields.Integer(string="Held Back", compute="_compute_counts")
    print_count = fields.Integer(string="To Print", compute="_compute_counts")

    _check_numbers = models.Constraint(
        "CHECK (wait_days >= 0 AND wait_days <= 365 AND unit_cost >= 0)",
        "A step waits 0 to 365 days, and its cost is not negative.",
    )

    def _compute_counts(self):
        groups = self.env["dealer.campaign.contact"]._read_group(
            [("step_id", "in", self.ids)],
            ["step_id", "state"],
            ["__count", "printed_at:count"],
        )
        counts = {
            (step.id, state): (count, printed) for step, state, count, printed in groups
        }
        for step in self:
            done, printed = counts.get((step.id, "sent"), (0, 0))
            step.contact_count = done
            step.refused_count = counts.get((step.id, "refused"), (0, 0))[0]
            step.print_count = done - printed if step.kind == "letter" else 0

    @api.onchange("kind", "template_id")
    def _onchange_kind(self):
        if not self.name and self.template_id:
            self.name = self.template_id.name

    @api.constrains("kind", "template_id", "text")
    def _check_content(self):
        for step in self:
            if step.kind in ("mail", "letter") and not step.template_id:
                raise ValidationError(
                    self.env._(
                        'Choose the text of the letter of the step "%(step)s".',
                        step=step.name,
                    )
                )
            if step.kind == "sms" and not (step.text or "").strip():
                raise ValidationError(
                    self.env._(
                        'Write the text of the SMS of the step "%(step)s".',
                        step=step.name,
                    )
                )

    def write(self, vals):
        if vals.keys() & {"kind", "campaign_id"}:
            self._check_not_begun()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        self._check_not_begun()

    def _check_not_begun(self):
        begun = self.filtered(lambda step: step.campaign_id.dealer_state != "draft")
        if begun:
            raise UserError(
                self.env._(
                    'The campaign has begun: the step "%(step)s" stays as it is. Stop '
                    "the campaign and copy it to change its steps.",
                    step=begun[0].name,
                )
            )

    def _get_channel(self):
        """Channel for which consent and reservation are asked.

        :return: email, sms, phone or post
        """
        self.ensure_one()
        return CHANNELS[self.kind]

    def _get_origin(self):
        """Name of the step among the reservations: that of its mailing, if any."""
        self.ensure_one()
        if self.mailing_id:
            return self.mailing_id._get_dealer_claim_origin()
        return f"campaign:{self.id}"

    def action_print(self):
        """Print the letters which wait, at most 200 at once.

        :return: report action
        :raise AccessError: no marketing manager, or without the right to export
        :raise UserError: none waits
        """
        self.ensure_one()
        self.check_access("read")
        self.env["utm.campaign"]._check_dealer_manager()
        self.env["dealer.campaign.contact"]._check_names_access()
        waiting = self.env["dealer.campaign.contact"].search(
            [
                ("step_id", "=", self.id),
                ("state", "=", "sent"),
                ("printed_at", "=", False),
            ],
            order="id",
            limit=200,
        )
        if not waiting:
            raise UserError(self.env._("All letters of this step are printed."))
        # sudo: rows of a campaign are written by the campaign alone.
        waiting.sudo().printed_at = fields.Datetime.now()
        report = self.env.ref("dealer_marketing.report_campaign_letter")
        return report.report_action(waiting, config=False)
