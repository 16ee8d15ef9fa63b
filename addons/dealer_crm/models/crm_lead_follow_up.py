from odoo import models
from odoo.fields import Domain


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _dealer_plan_return(self):
        # One task is enough: a rule makes it, with its own people and steps.
        rest = self - self._get_dealer_returns_by_rule()
        return super(CrmLead, rest)._dealer_plan_return()

    def _get_dealer_returns_by_rule(self):
        """Lost leads whose return a rule which is switched on plans.

        :return: crm.lead
        """
        # sudo: salespeople do not read rules.
        rules = self.env["dealer.follow.up.rule"].sudo()
        found = self.browse()
        for rule in rules.search(
            [("state", "=", "active"), ("event", "=", "lost_return")]
        ):
            leads = self.with_context(active_test=False).sudo()
            domain = Domain("id", "in", self.ids) & Domain(
                "id", "in", rule._find_domain_records()
            )
            if rule.company_id:
                domain &= Domain("company_id", "=", rule.company_id.id)
            found |= self.browse(leads.search(domain).ids)
        return found
