"""What members of a campaign bought, and what was earned with it."""

from odoo import api, fields, models

INVOICES = ("out_invoice", "out_refund")


class DealerCampaignMember(models.Model):
    _inherit = "dealer.campaign.member"

    currency_id = fields.Many2one(related="campaign_id.dealer_currency_id")
    margin = fields.Monetary(
        readonly=True,
        help="Posted invoices less credit notes and cost, within the days which the "
        "campaign counts.",
    )

    @api.model
    def _get_fact_sources(self):
        posted = [("state", "=", "posted"), ("move_type", "=", "out_invoice")]
        return [
            *super()._get_fact_sources(),
            ("bought", "account.move", "invoice_date", posted),
        ]

    def _get_facts(self):
        facts = super()._get_facts()
        for partner_id, margin in self._get_margins().items():
            facts[partner_id]["margin"] = margin
        return facts

    def _prepare_facts(self, found):
        return super()._prepare_facts(found) | {"margin": found.get("margin", 0.0)}

    def _get_margins(self):
        """What was earned with each member; a constant number of queries.

        :return: dict partner id -> amount in the currency of the campaign
        """
        windows = {
            partner_id: (start.date(), end.date())
            for partner_id, (start, end) in self._get_windows().items()
        }
        first = min(start for start, _end in windows.values())
        # sudo: sums only; marketing may not read the invoices.
        lines = self.env["account.move.line"].sudo()
        lines = lines.search(
            [
                ("move_id.partner_id", "in", list(windows)),
                ("parent_state", "=", "posted"),
                ("move_id.move_type", "in", INVOICES),
                ("move_id.invoice_date", ">=", first),
                ("display_type", "in", ("product", "cogs")),
            ]
        )
        target = self.campaign_id.dealer_currency_id
        margins = dict.fromkeys(windows, 0.0)
        for move, mine in lines.grouped("move_id").items():
            start, end = windows[move.partner_id.id]
            if start <= move.invoice_date <= end:
                margins[move.partner_id.id] += move.company_currency_id._convert(
                    self._get_margin(mine), target, move.company_id, move.invoice_date
                )
        return {id_: target.round(margin) for id_, margin in margins.items()}

    def _get_margin(self, lines):
        """What was earned with one invoice.

        :param lines: account.move.line of goods and of posted cost
        :return: amount in the currency of the showroom, negative for credit notes
        """
        posted = lines.filtered(lambda line: line.display_type == "cogs")
        cost = sum(
            posted.filtered(
                lambda line: line.account_id.internal_group == "expense"
            ).mapped("balance")
        )
        goods = lines - posted
        cost += sum(
            self._get_dealer_line_cost(line)
            for line in goods
            if line.product_id not in posted.product_id
        )
        return -sum(goods.mapped("balance")) - cost

    @api.model
    def _get_dealer_line_cost(self, line):
        """What a line of an invoice cost where stock accounting has posted nothing.

        :param line: account.move.line
        :return: amount in the currency of the showroom, negative for credit notes
        """
        product = line.product_id.with_company(line.company_id)
        quantity = line.product_uom_id._compute_quantity(
            line.quantity, product.uom_id, round=False
        )
        sign = -1 if line.move_id.move_type == "out_refund" else 1
        return sign * quantity * product.standard_price
