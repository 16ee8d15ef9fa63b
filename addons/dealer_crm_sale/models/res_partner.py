from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_dealer_value"
    )
    dealer_value = fields.Monetary(
        string="Value",
        currency_field="dealer_currency_id",
        compute="_compute_dealer_value",
        groups="dealer_crm.group_dealer_user",
        help="What the customer paid for posted invoices less credit notes, taxes "
        "included, in the showrooms you work for.",
    )
    dealer_value_year = fields.Monetary(
        string="Value of 12 Months",
        currency_field="dealer_currency_id",
        compute="_compute_dealer_value",
        groups="dealer_crm.group_dealer_user",
    )

    @api.depends_context("allowed_company_ids")
    def _compute_dealer_value(self):
        company = self.env.company
        today = fields.Date.context_today(self)
        totals = self._get_dealer_paid([])
        years = self._get_dealer_paid(
            [("invoice_date", ">", today - relativedelta(years=1))]
        )
        for partner in self:
            key = partner.commercial_partner_id._origin.id
            partner.dealer_currency_id = company.currency_id
            partner.dealer_value = totals.get(key, 0.0)
            partner.dealer_value_year = years.get(key, 0.0)

    def _get_dealer_paid(self, domain):
        """What is paid of posted customer invoices less credit notes.

        :param list domain: which invoices, of account.move
        :return: dict id of the commercial res.partner -> amount in the currency of the
            present company, at today's rate where the showrooms differ
        """
        company = self.env.company
        today = fields.Date.context_today(self)
        # sudo: sums only; a salesperson may not read the invoices of colleagues.
        groups = (
            self.env["account.move"]
            .sudo()
            ._read_group(
                [
                    ("state", "=", "posted"),
                    ("move_type", "in", ("out_invoice", "out_refund")),
                    ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "in", self.env.companies.ids),
                    *domain,
                ],
                ["commercial_partner_id", "company_id"],
                ["amount_total_signed:sum", "amount_residual_signed:sum"],
            )
        )
        paid = {}
        for partner, seller, total, residual in groups:
            amount = seller.currency_id._convert(
                total - residual, company.currency_id, company, today
            )
            paid[partner.id] = paid.get(partner.id, 0.0) + amount
        return paid
