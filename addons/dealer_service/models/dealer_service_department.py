"""Every line of a service order knows its department."""

from odoo import api, models

from ..tools import department


class DealerServiceLine(models.Model):
    _inherit = "dealer.service.line"

    def _get_department_distribution(self):
        """The analytic distribution of a line: of its pay type, with a department.

        A pay type which names a department decides; else parts are turnover of the
        parts department, all other work of the service.

        :return: dict, Odoo's analytic distribution; empty where nothing is set up
        """
        self.ensure_one()
        return self.company_id._complete_dealer_distribution(
            self.pay_type_id.analytic_distribution,
            department.BY_KIND.get(self.kind, "service"),
        )


class ResCompany(models.Model):
    _inherit = "res.company"

    def _complete_dealer_distribution(self, distribution, name):
        """Name a department in an analytic distribution which has none.

        :param dict distribution: Odoo's analytic distribution, may be empty
        :param str name: value of ``account.analytic.account.dealer_department``
        :return: dict
        """
        distribution = distribution or {}
        account = self._get_dealer_department(name)
        if not account:
            return distribution
        known = self.env["account.analytic.account"]
        ids = self.env["analytic.mixin"]._get_analytic_account_ids_from_distributions(
            distribution
        )
        # sudo: who sells or repairs needs no rights in accounting.
        plans = known.sudo().browse(ids).exists().root_plan_id
        if account.sudo().root_plan_id in plans:
            return distribution
        return department.complete(distribution, account.id)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.depends("order_id.dealer_service_order_id")
    def _compute_analytic_distribution(self):
        result = super()._compute_analytic_distribution()
        # Rewards, down payments and what is added by hand to a service order.
        for line in self:
            if line.order_id.dealer_service_order_id and not line.display_type:
                line.analytic_distribution = (
                    line.company_id._complete_dealer_distribution(
                        line.analytic_distribution, "service"
                    )
                    or line.analytic_distribution
                )
        return result
