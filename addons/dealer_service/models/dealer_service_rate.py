"""What a norm hour costs."""

from odoo import api, fields, models


class DealerServiceRate(models.Model):
    _name = "dealer.service.rate"
    _description = "Norm-hour Rate"
    _order = "company_id, pay_type_id, brand_id, id"
    _rec_name = "rate"

    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    pay_type_id = fields.Many2one(
        comodel_name="dealer.pay.type", ondelete="cascade", help="Empty: all pay types."
    )
    brand_id = fields.Many2one(
        comodel_name="fleet.vehicle.model.brand",
        ondelete="cascade",
        help="Empty: all makes.",
    )
    rate = fields.Monetary(string="Rate of a Norm Hour", required=True)

    _rate = models.Constraint("CHECK(rate >= 0)", "A rate cannot be negative.")
    _once = models.UniqueIndex(
        "(company_id, COALESCE(pay_type_id, 0), COALESCE(brand_id, 0))",
        "There is a rate for this pay type and make already: change that one.",
    )

    @api.model
    def _find(self, keys):
        """The rates for several lines with one query.

        The most telling rate counts: pay type and make, then the pay type, then the
        make, then the one for all.

        :param keys: tuples (res.company, dealer.pay.type, fleet.vehicle.model.brand)
        :return: dict key -> rate of an hour; without the keys that have none
        """
        companies = self.env["res.company"].union(*(key[0] for key in keys))
        known = {
            (row.company_id, row.pay_type_id, row.brand_id): row.rate
            # sudo: rates are prices of lines, which those who ask may see or not.
            for row in self.sudo().search([("company_id", "in", companies.ids)])
        }
        none, any_make = self.env["dealer.pay.type"], self.brand_id
        found = {}
        for company, pay_type, brand in keys:
            order = [
                (company, pay_type, brand),
                (company, pay_type, any_make),
                (company, none, brand),
                (company, none, any_make),
            ]
            rate = next((known[key] for key in order if key in known), None)
            if rate is not None:
                found[company, pay_type, brand] = rate
        return found
