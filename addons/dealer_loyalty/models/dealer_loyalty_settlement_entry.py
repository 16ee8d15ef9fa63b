"""Journal entries of a settlement: one in each of the two showrooms."""

from odoo import models
from odoo.fields import Command


class DealerLoyaltySettlement(models.Model):
    _inherit = "dealer.loyalty.settlement"

    def _post_entries(self):
        """Make and post both entries; the books of both have to be open.

        :raise UserError: a month is locked
        """
        self.ensure_one()
        # sudo: the settings of both showrooms; the user was checked for both.
        giver, taker = self.sudo().accounting_id, self.sudo().taker_id
        moves = []
        for setting, other, account, sign in (
            (giver, taker, "due_to_account_id", 1),
            (taker, giver, "due_from_account_id", -1),
        ):
            setting._check_lock(self.date)
            # sudo: names of the other showroom.
            values = self.sudo()._prepare_move_vals(setting, other, account, sign)
            # Not sudo: made with the rights of the accountant.
            move = self.env["account.move"].with_company(setting.company_id)
            moves.append(move.create(values))
            moves[-1].action_post()
        # sudo: settlements have no write access for anybody.
        self.sudo().write(
            {
                "state": "posted",
                "giver_move_id": moves[0].id,
                "taker_move_id": moves[1].id,
            }
        )

    def _prepare_move_vals(self, setting, other, account, sign):
        """Values of the entry of one showroom.

        :param setting: dealer.loyalty.accounting in whose books it is
        :param other: dealer.loyalty.accounting of the partner
        :param str account: field of the setting with the account of the due amount
        :param int sign: 1: pays for its points; -1: is paid
        :return: dict
        """
        amount = sign * self.amount
        balance = self.currency_id._convert(
            amount, setting.currency_id, setting.company_id, self.date
        )
        common = {
            "name": self.env._(
                "%(points)s points given by %(giver)s, spent at %(taker)s",
                points=self.points,
                giver=self.company_id.name,
                taker=self.taker_company_id.name,
            ),
            "currency_id": self.currency_id.id,
            "partner_id": other.company_id.partner_id.id,
        }
        return {
            "move_type": "entry",
            "journal_id": setting.journal_id.id,
            "company_id": setting.company_id.id,
            "date": self.date,
            "ref": self.display_name,
            "line_ids": [
                Command.create(
                    {
                        **common,
                        "account_id": line_account.id,
                        "amount_currency": side * amount,
                        "balance": side * balance,
                    }
                )
                for line_account, side in (
                    (setting.settlement_account_id, 1),
                    (setting[account], -1),
                )
            ],
        }
