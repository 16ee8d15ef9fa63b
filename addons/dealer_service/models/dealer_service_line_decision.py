"""What the customer says to each line: approved, declined, deferred."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class DealerServiceLine(models.Model):
    _inherit = "dealer.service.line"

    severity = fields.Selection(
        selection=[
            ("red", "Urgent"),
            ("yellow", "Soon"),
            ("green", "All right"),
        ],
        help="How urgent a finding is. Empty: not a finding, the customer ordered it.",
    )
    decision = fields.Selection(
        selection=[
            ("pending", "To be asked"),
            ("approved", "Approved"),
            ("declined", "Declined"),
            ("deferred", "Deferred"),
        ],
        compute="_compute_decision",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
    )
    decision_reason = fields.Char(help="Why the customer declined or put it off.")
    decision_channel = fields.Selection(
        selection=[
            ("person", "In person"),
            ("phone", "By phone"),
            ("portal", "On the web page"),
        ],
        string="Decided",
    )
    decision_by = fields.Char(
        string="Decided by", help="Who gave the answer: the customer or who speaks."
    )
    decision_user_id = fields.Many2one(
        comodel_name="res.users", string="Asked by", readonly=True
    )
    decision_date = fields.Datetime(string="Decided on", readonly=True)

    # Not on the state of the order: answers given before do not change with it.
    @api.depends("severity")
    def _compute_decision(self):
        """Findings are asked about; what the customer came for is ordered."""
        for line in self:
            if line.decision_date:
                line.decision = line.decision
                continue
            line.decision = line._get_first_decision()

    def _get_first_decision(self):
        """What holds as long as nobody has answered.

        :return: str
        """
        self.ensure_one()
        asked = self.severity in ("red", "yellow") or self.order_id.state in (
            "inspection",
            "estimate",
        )
        return "pending" if asked and self._is_asked() else "approved"

    @api.model_create_multi
    def create(self, vals_list):
        # A form sends what it has computed, too: that is nobody's answer.
        plain = [
            vals.get("decision") == "approved" and not vals.get("decision_channel")
            for vals in vals_list
        ]
        lines = super().create(
            [
                vals if is_plain else self._stamp_decision(vals)
                for vals, is_plain in zip(vals_list, plain, strict=True)
            ]
        )
        for line, is_plain in zip(lines, plain, strict=True):
            if is_plain and line._get_first_decision() == "pending":
                line.decision = "approved"
        return lines

    def _stamp_decision(self, vals):
        """Who asked and when belongs to every answer.

        :param dict vals: of a write
        :return: dict
        """
        if vals.get("decision") not in ("approved", "declined", "deferred"):
            return vals
        channel = vals.get("decision_channel") or "person"
        return {
            "decision_user_id": self.env.user.id,
            "decision_date": fields.Datetime.now(),
            **vals,
            "decision_channel": channel,
        }

    def _decide(self, decision, channel, by="", reason=""):
        """Keep the customer's answer to the lines.

        :param str decision: approved, declined or deferred
        :param str channel: person, phone or portal
        :param str by: name of who answers
        :param str reason: why not
        :raise UserError: something is invoiced, or the order is finished
        """
        for line in self:
            # sudo: the quotation may be a colleague's.
            if decision != "approved" and any(
                sale_line.qty_invoiced for sale_line in line.sudo().sale_line_ids
            ):
                raise UserError(
                    self.env._(
                        "%(line)s is invoiced already. Make a credit note to take it "
                        "back.",
                        line=line.name,
                    )
                )
        self.write(
            {
                "decision": decision,
                "decision_channel": channel,
                "decision_by": by or False,
                "decision_reason": reason or False,
            }
        )

    def action_approve(self):
        """The customer says yes, in person.

        :return: True
        """
        self._decide("approved", "person")
        return True

    def action_decline(self):
        """The customer says no, in person.

        :return: True
        """
        self._decide("declined", "person")
        return True

    def _filter_offered(self):
        """Lines which the customer is asked about or has ordered.

        :return: dealer.service.line
        """
        return self.filtered(lambda line: line.decision in ("pending", "approved"))

    def _is_asked(self):
        """Whether the customer has a say: he pays, at least in part.

        :return: bool
        """
        self.ensure_one()
        return self.pay_type_id.needs_decision or not self.pay_type_id
