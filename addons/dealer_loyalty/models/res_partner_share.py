"""People who share a card earn and spend with it."""

from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_dealer_shared_cards(self, programs):
        """Cards of others which the people share.

        :param programs: loyalty.program records, clubs
        :return: dict (res.partner, loyalty.program) -> loyalty.card in sudo
        """
        # sudo: points are booked for people who may not read cards.
        members = self.env["dealer.loyalty.member"].sudo()
        rows = members.search(
            [("partner_id", "in", self.ids), ("program_id", "in", programs.ids)]
        )
        return {
            (self.browse(row.partner_id.id), programs.browse(row.program_id.id)): (
                row.card_id._get_dealer_current()
            )
            for row in rows
        }

    def _dealer_get_card(self, program):
        """The card which the person shares, before their own or the company's."""
        card = super()._dealer_get_card(program)
        if len(self) == 1 and card.partner_id != self:
            shared = self._get_dealer_shared_cards(program)
            card = shared.get((self, program), card)
        return card

    def _dealer_enrol(self, program):
        """Somebody who shares a card is a member already."""
        self.ensure_one()
        return self._get_dealer_shared_cards(program).get(
            (self, program)
        ) or super()._dealer_enrol(program)

    @api.depends_context("company")
    def _compute_dealer_card_id(self):
        res = super()._compute_dealer_card_id()
        without = self.filtered(lambda partner: not partner.dealer_card_id)
        clubs = self.env["loyalty.program"]._get_dealer_clubs(self.env.company)
        if not without or not clubs:
            return res
        shared = without._origin._get_dealer_shared_cards(clubs)
        for partner in without:
            for club in clubs:
                if card := shared.get((partner._origin, club)):
                    partner.dealer_card_id = card
                    partner.dealer_points = card.dealer_available
                    break
        return res
