"""Journal entry of a closing."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from .dealer_loyalty_closing import MOVEMENTS


class DealerLoyaltyClosing(models.Model):
    _inherit = "dealer.loyalty.closing"

    def _prepare_move_vals(self):
        """The draft entry: each movement of each vintage on the liability account, the
        other side in one amount with the departments of the documents."""
        self.ensure_one()
        departments = self._get_departments()
        lines = []
        for name, field in MOVEMENTS.items():
            label = self.line_ids._fields[name]._description_string(self.env)
            parts = [
                (line.vintage, self.currency_id.round(line[name]))
                for line in self.line_ids
                if not self.currency_id.is_zero(line[name])
            ]
            rows = [
                (self.accounting_id.liability_account_id, -amount, vintage)
                for vintage, amount in parts
            ]
            total = self.currency_id.round(sum(amount for _vintage, amount in parts))
            rows.append((self.accounting_id[field], total, False))
            lines += [
                Command.create(
                    {
                        "account_id": account.id,
                        "balance": balance,
                        "name": f"{label} {vintage}" if vintage else label,
                        "dealer_points_vintage": vintage,
                        "analytic_distribution": False
                        if vintage
                        else departments.get(name),
                    }
                )
                for account, balance, vintage in rows
                if balance
            ]
        return {
            "move_type": "entry",
            "journal_id": self.accounting_id.journal_id.id,
            "company_id": self.company_id.id,
            "date": self.date,
            "ref": self.display_name,
            "line_ids": lines,
        }

    def _check_move(self):
        """Refuse an entry which somebody has changed by hand.

        :raise UserError: the entry does not book what the closing says
        """
        # sudo: whoever may post the entry, of whatever showroom.
        for closing in self.sudo():
            lines = closing.move_id.line_ids
            account = closing.accounting_id.liability_account_id
            booked = {}
            for line in lines.filtered(lambda row, a=account: row.account_id == a):
                key = line.dealer_points_vintage
                booked[key] = booked.get(key, 0) - line.balance
            wanted = {
                line.vintage: line.closing - line.opening for line in closing.line_ids
            }
            if closing.move_id.date != closing.date or any(
                not closing.currency_id.is_zero(booked.get(key, 0) - wanted.get(key, 0))
                for key in {*booked, *wanted}
            ):
                raise UserError(
                    self.env._(
                        "The entry of %s was changed. Prepare the month again.",
                        closing.display_name,
                    )
                )
