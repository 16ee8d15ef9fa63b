"""Goodwill: several payers of one line, in per cent."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import shares


class DealerServiceLineShare(models.Model):
    _name = "dealer.service.line.share"
    _description = "Share of a Service Line"
    _order = "line_id, id"

    line_id = fields.Many2one(
        comodel_name="dealer.service.line",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    pay_type_id = fields.Many2one(
        comodel_name="dealer.pay.type",
        string="Paid as",
        required=True,
        ondelete="restrict",
        domain="[('payer_mode', '!=', 'shared')]",
    )
    percent = fields.Float(string="%", required=True, digits=(5, 2))

    _percent = models.Constraint(
        "CHECK(percent > 0 AND percent <= 100)", "A share lies between 0 and 100 %."
    )
    _once = models.UniqueIndex(
        "(line_id, pay_type_id)", "Name each payer of a line once."
    )

    @api.depends("pay_type_id", "percent")
    def _compute_display_name(self):
        for share in self:
            share.display_name = f"{share.pay_type_id.name} {share.percent:g} %"


class DealerServiceLine(models.Model):
    _inherit = "dealer.service.line"

    share_ids = fields.One2many(
        comodel_name="dealer.service.line.share",
        inverse_name="line_id",
        string="Shares",
        copy=True,
    )

    @api.constrains("share_ids")
    def _check_shares(self):
        for line in self.filtered("share_ids"):
            if not shares.is_whole(line.share_ids.mapped("percent")):
                raise ValidationError(
                    self.env._(
                        "The shares of %(line)s must be above zero and make 100 %%.",
                        line=line.name,
                    )
                )

    def _reset_shares(self):
        """Take over the shares of the pay type; none where one payer pays all."""
        rows = []
        for line in self:
            wanted = [
                {
                    "line_id": line.id,
                    "pay_type_id": split.payer_type_id.id,
                    "percent": split.percent,
                }
                for split in line.pay_type_id.split_ids
                if line.pay_type_id.payer_mode == "shared"
            ]
            if line.share_ids and (
                not wanted or line.pay_type_id.payer_mode != "shared"
            ):
                line.share_ids.unlink()
            if not line.share_ids:
                rows += wanted
        if rows:
            self.env["dealer.service.line.share"].create(rows)

    def _get_payers(self):
        """Who pays which part of a line.

        The first payer's order moves the goods.

        :return: list of tuples (dealer.pay.type, per cent)
        """
        self.ensure_one()
        if self.share_ids:
            return [(share.pay_type_id, share.percent) for share in self.share_ids]
        return [(self.pay_type_id or self.pay_type_id._get_default(), 100.0)]

    def _is_internal(self):
        """Whether nobody outside pays.

        :return: bool
        """
        self.ensure_one()
        return self.pay_type_id.payer_mode == "none"
