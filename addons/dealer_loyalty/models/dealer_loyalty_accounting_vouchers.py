"""Gift cards and eWallets: paid in advance, so a liability in full until used."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

PREPAID = ("gift_card", "ewallet")
# First code which is tried in a chart of six digits.
CODE = "258000"


class DealerLoyaltyAccounting(models.Model):
    _inherit = "dealer.loyalty.accounting"

    @api.model
    def _get_voucher_products(self, company):
        """Products with which vouchers are sold, and those by which they are used.

        :param company: res.company
        :return: product.template in sudo
        """
        # sudo: accountants may not read all programmes.
        programs = self.env["loyalty.program"].sudo()
        programs = programs.search(
            [
                ("program_type", "in", PREPAID),
                ("company_id", "in", [False, *company.parent_ids.ids]),
            ]
        )
        products = programs.rule_ids.product_ids | (
            programs.reward_ids.discount_line_product_id
        )
        return products.product_tmpl_id

    @api.model
    def _set_up_vouchers(self, company):
        """Let the sale of vouchers credit a liability in full, and their use debit it.

        Products which have a liability account already keep it.

        :param company: res.company
        :return: product.template which were changed
        """
        products = self._get_voucher_products(company).with_company(company)
        name = "property_account_income_id"
        liable = products.filtered(
            lambda row: row[name].account_type == "liability_current"
        )
        missing = products - liable
        if missing:
            account = liable[:1][name] or self._make_voucher_account(company)
            missing.write({name: account.id})
        return missing

    @api.model
    def _make_voucher_account(self, company):
        accounts = self.env["account.account"].with_company(company)
        account = accounts.create(
            {
                "name": self.env._("Vouchers sold and not used"),
                "code": accounts._search_new_account_code(CODE),
                "account_type": "liability_current",
                "company_ids": [Command.set(company.root_id.ids)],
            }
        )
        self._name_in_languages(
            account, lambda model: model.env._("Vouchers sold and not used")
        )
        return account

    def action_set_up_vouchers(self):
        """Set the accounts of vouchers of the showroom.

        :return: action which tells what was done
        :raise UserError: there is no programme of gift cards or eWallets
        """
        self.ensure_one()
        self.check_access("write")
        if not self._get_voucher_products(self.company_id):
            raise UserError(
                self.env._("There is no programme of gift cards or eWallets.")
            )
        changed = self._set_up_vouchers(self.company_id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Products which are a liability now: %(names)s",
                    names=", ".join(changed.mapped("name")),
                )
                if changed
                else self.env._("All products of vouchers are a liability already."),
            },
        }
