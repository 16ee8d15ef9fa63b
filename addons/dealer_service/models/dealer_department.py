"""Departments: an analytic account for each, asked for on every line of turnover."""

from odoo import api, fields, models, tools

PLAN = "dealer_service.analytic_plan_department"


class AccountAnalyticAccount(models.Model):
    _inherit = "account.analytic.account"

    dealer_department = fields.Selection(
        selection=[
            ("new_cars", "New Cars"),
            ("used_cars", "Used Cars"),
            ("service", "Service"),
            ("body", "Body Shop"),
            ("parts", "Parts"),
            ("finance", "Finance and Insurance"),
            ("other", "Other"),
        ],
        string="Department",
        copy=False,
        index="btree_not_null",
        help="Which department of the showroom the account stands for.",
    )

    _dealer_department_once = models.UniqueIndex(
        "(company_id, dealer_department)"
        " WHERE dealer_department IS NOT NULL AND active",
        "The showroom has an account for this department already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        if any(vals.get("dealer_department") for vals in vals_list):
            self.env.registry.clear_cache()
        return accounts

    def write(self, vals):
        result = super().write(vals)
        if {"active", "company_id", "dealer_department"} & set(vals):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @tools.ormcache("company_id")
    def _get_dealer_department_ids(self, company_id):
        """The accounts of the departments of a company; branches have their head's.

        :param int company_id: of res.company
        :return: dict value of ``dealer_department`` -> id
        """
        # sudo: who sells or repairs needs no rights in accounting.
        head = self.env["res.company"].sudo().browse(company_id).root_id
        rows = self.sudo().search_fetch(
            [("company_id", "=", head.id), ("dealer_department", "!=", False)],
            ["dealer_department"],
        )
        return {row.dealer_department: row.id for row in rows}


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_dealer_department(self, department):
        """The analytic account of a department.

        :param str department: value of ``account.analytic.account.dealer_department``
        :return: account.analytic.account, empty where departments are not set up
        """
        self.ensure_one()
        accounts = self.env["account.analytic.account"]
        known = accounts._get_dealer_department_ids(self.id)
        return accounts.browse(known.get(department))

    def _set_up_dealer_departments(self):
        """Give companies with a chart of accounts their departments; can be repeated.

        Turnover for which nobody names a department falls to "Other" by a distribution
        model of Odoo; on the same accounts the department is mandatory. So no invoice
        is held up by it, and accounts made later are taken in by the next call.
        """
        plan = self.env.ref(PLAN, raise_if_not_found=False)
        for company in self.filtered(lambda company: not company.parent_id):
            prefix = company._get_dealer_income_prefix()
            if not plan or not prefix:
                continue
            company._ensure_dealer_departments(plan)
            company._ensure_dealer_fallback(prefix)
            company._ensure_dealer_applicability(plan, prefix)

    def _get_dealer_income_prefix(self):
        """The codes of the income accounts, as Odoo's analytic rules want them.

        :return: str, empty without a chart of accounts
        """
        accounts = self.env["account.account"].with_company(self)
        income = accounts.search(
            [("company_ids", "in", self.ids), ("internal_group", "=", "income")]
        )
        return ", ".join(sorted(filter(None, income.mapped("code"))))

    def _ensure_dealer_departments(self, plan):
        accounts = self.env["account.analytic.account"]
        known = accounts._get_dealer_department_ids(self.id)
        labels = accounts._fields["dealer_department"]._description_selection(self.env)
        missing = [value for value, _label in labels if value not in known]
        made = accounts.create(
            [
                {
                    "name": value,
                    "plan_id": plan.id,
                    "company_id": self.id,
                    "dealer_department": value,
                }
                for value in missing
            ]
        )
        for code, _name in self.env["res.lang"].get_installed():
            spoken = made.with_context(lang=code)
            names = dict(
                made._fields["dealer_department"]._description_selection(spoken.env)
            )
            for account in spoken:
                account.name = names[account.dealer_department]

    def _ensure_dealer_fallback(self, prefix):
        other = self._get_dealer_department("other")
        wanted = {str(other.id): 100.0}
        rules = self.env["account.analytic.distribution.model"]
        fallback = rules.search(
            [("company_id", "=", self.id), ("account_prefix", "!=", False)]
        ).filtered(lambda rule: rule.analytic_distribution == wanted)
        if fallback:
            fallback.account_prefix = prefix
        elif other:
            rules.create(
                {
                    "company_id": self.id,
                    "account_prefix": prefix,
                    "analytic_distribution": wanted,
                    # After all rules which know more.
                    "sequence": 1000,
                }
            )

    def _ensure_dealer_applicability(self, plan, prefix):
        rules = self.env["account.analytic.applicability"]
        rule = rules.search(
            [
                ("analytic_plan_id", "=", plan.id),
                ("company_id", "=", self.id),
                ("business_domain", "=", "invoice"),
            ],
            limit=1,
        )
        if rule:
            rule.account_prefix = prefix
        else:
            rules.create(
                {
                    "analytic_plan_id": plan.id,
                    "company_id": self.id,
                    "business_domain": "invoice",
                    "applicability": "mandatory",
                    "account_prefix": prefix,
                }
            )


class AccountChartTemplate(models.AbstractModel):
    _inherit = "account.chart.template"

    def _post_load_data(self, template_code, company, template_data):
        result = super()._post_load_data(template_code, company, template_data)
        # sudo: whoever may open a showroom need not know of analytic plans.
        (company or self.env.company).sudo()._set_up_dealer_departments()
        return result
