"""What target groups ask of the club."""

import operator as operators

from odoo import api, fields, models
from odoo.tools import SQL

COMPARISONS = {
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_card_id = fields.Many2one(search="_search_dealer_card_id")
    dealer_points = fields.Integer(search="_search_dealer_points")

    def _search_dealer_card_id(self, operator, value):
        """Only whether there is a card: members and others."""
        if operator != "in" or set(value) != {False}:
            return NotImplemented
        return [("id", "not in", self._get_dealer_members(SQL("TRUE")))]

    def _search_dealer_points(self, operator, value):
        """By what can be spent now; who has no card has 0 points."""
        points = SQL("card.dealer_balance - card.dealer_held")
        if operator == "in":
            wanted = tuple(int(number) for number in value)
            condition, has_none = SQL("%s IN %s", points, wanted), 0 in wanted
        elif operator in COMPARISONS:
            condition = SQL("%s %s %s", points, SQL(operator), int(value))
            has_none = COMPARISONS[operator](0, int(value))
        else:
            return NotImplemented
        if not has_none:
            return [("id", "in", self._get_dealer_members(condition))]
        others = self._get_dealer_members(SQL("NOT (%s)", condition))
        return [("id", "not in", others)]

    @api.model
    def _get_dealer_members(self, condition):
        """Members of the showroom's clubs.

        :param condition: SQL on the card
        :return: SQL which selects ids of contacts
        """
        clubs = self.env["loyalty.program"]._get_dealer_clubs(self.env.company)
        self.env["loyalty.card"].flush_model()
        return SQL(
            """(
            SELECT card.partner_id FROM loyalty_card card
             WHERE card.dealer_club AND card.active AND card.partner_id IS NOT NULL
               AND card.program_id = ANY(%s) AND %s)""",
            clubs.ids,
            condition,
        )
