"""Which feasts a customer keeps, as far as somebody has said so."""

from odoo import api, fields, models

from ..tools import greetings


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_tradition = fields.Selection(
        selection=[
            ("secular", "No religious feasts"),
            ("orthodox", "Orthodox"),
            ("western", "Catholic or Protestant"),
            ("muslim", "Muslim"),
            ("chinese", "Chinese"),
        ],
        string="Tradition",
        groups="dealer_crm.group_dealer_staff",
        help="Which feasts we congratulate on. Only what the customer has told: it can "
        "say something about belief, which the law protects. Empty: no feast of a "
        "tradition.",
    )
    dealer_tradition_proposal = fields.Selection(
        selection=lambda self: self._fields["dealer_tradition"].selection,
        string="Usual for Language and Country",
        compute="_compute_dealer_tradition_proposal",
        groups="dealer_crm.group_dealer_staff",
    )

    @api.depends("lang", "country_id", "dealer_tradition")
    def _compute_dealer_tradition_proposal(self):
        for partner in self:
            partner.dealer_tradition_proposal = (
                not partner.dealer_tradition
                and greetings.propose_tradition(
                    partner.lang or "", partner.country_id.code or ""
                )
            )

    def action_dealer_use_tradition(self):
        """Take over the proposal: the user knows that it is true.

        :return: True
        :raise AccessError: the user may not change the customer
        """
        self.check_access("write")
        for tradition, partners in self.grouped("dealer_tradition_proposal").items():
            if tradition:
                partners.dealer_tradition = tradition
        return True
