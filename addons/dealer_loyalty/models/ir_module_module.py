from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

MODULE = "dealer_loyalty"


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def button_uninstall(self):
        """Refuse while customers have points: the ledger would be deleted.

        Here and not in the uninstall hook, which runs while the registry is rebuilt.

        :raise UserError: there are balances or owed points
        """
        if MODULE in (self | self.downstream_dependencies()).mapped("name"):
            self._check_dealer_balances()
        return super().button_uninstall()

    def module_uninstall(self):
        if MODULE in self.mapped("name"):
            self._check_dealer_balances()
        return super().module_uninstall()

    def _check_dealer_balances(self):
        self.env.flush_all()
        [(cards, points)] = self.env.execute_query(
            SQL(
                """
                SELECT count(*), coalesce(sum(dealer_balance), 0) FROM loyalty_card
                 WHERE dealer_balance > 0 OR dealer_debt > 0
                """
            )
        )
        if cards:
            raise UserError(
                self.env._(
                    "Club cards with points or owed points: %(cards)s (%(points)s "
                    "points in all). Uninstalling would delete them with their "
                    "history. Export the points entries and adjust all cards to zero "
                    "first.",
                    cards=cards,
                    points=points,
                )
            )
