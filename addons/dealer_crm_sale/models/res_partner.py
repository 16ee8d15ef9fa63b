from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_dealer_value"
    )
    dealer_value = fields.Monetary(
        string="Value",
        currency_field="dealer_currency_id",
        compute="_compute_dealer_value",
        search="_search_dealer_value",
        groups="dealer_crm.group_dealer_user",
        help="What the customer paid for posted invoices less credit notes, taxes "
        "included, in the showrooms you work for.",
    )
    dealer_value_year = fields.Monetary(
        string="Value of 12 Months",
        currency_field="dealer_currency_id",
        compute="_compute_dealer_value",
        search="_search_dealer_value_year",
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

    def _search_dealer_value(self, operator, value):
        return self._search_dealer_paid(operator, value, SQL("TRUE"))

    def _search_dealer_value_year(self, operator, value):
        since = fields.Date.context_today(self) - relativedelta(years=1)
        return self._search_dealer_paid(
            operator, value, SQL("move.invoice_date > %s", since)
        )

    @api.model
    def _search_dealer_paid(self, operator, value, condition):
        """Customers who paid so much, in one statement over the invoices.

        Amounts in other currencies count at today's rate, as in the fields.

        :param str operator: <, <=, >, >=
        :param float value: amount in the currency of the present company
        :param condition: SQL of the invoices which count, called "move"
        :return: Domain
        """
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        # Who has paid nothing has no invoice and no sum: found by the opposite.
        with_nothing = {
            "<": value > 0,
            "<=": value >= 0,
            ">": value < 0,
            ">=": value <= 0,
        }[operator]
        if with_nothing:
            opposite = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}[operator]
            found = self._get_dealer_paid_query(opposite, value, condition)
            return [("commercial_partner_id", "not in", found)]
        found = self._get_dealer_paid_query(operator, value, condition)
        return [("commercial_partner_id", "in", found)]

    @api.model
    def _get_dealer_paid_query(self, operator, value, condition):
        """Commercial contacts by the sum of what they paid.

        :return: SQL which selects ids
        """
        company = self.env.company
        today = fields.Date.context_today(self)
        self.env["account.move"].flush_model()
        rates = SQL(" ").join(
            SQL(
                "WHEN %s THEN %s",
                seller.id,
                seller.currency_id._get_conversion_rate(
                    seller.currency_id, company.currency_id, company, today
                ),
            )
            for seller in self.env.companies
        )
        return SQL(
            """(
            SELECT move.commercial_partner_id FROM account_move move
             WHERE move.state = 'posted' AND move.move_type IN %s
               AND move.company_id IN %s AND %s
               AND move.commercial_partner_id IS NOT NULL
          GROUP BY move.commercial_partner_id
            HAVING sum((move.amount_total_signed - move.amount_residual_signed)
                       * CASE move.company_id %s END) %s %s)
            """,
            ("out_invoice", "out_refund"),
            tuple(self.env.companies.ids),
            condition,
            rates,
            SQL(operator),
            value,
        )
