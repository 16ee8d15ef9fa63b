"""Where invitations of the club come in."""

from odoo import models

# Messages which one network address may hand in within an hour.
SENDER_LIMIT = 5


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_dealer_referral_source(self):
        """The showroom's source of leads for invitations; made when it is needed.

        :return: dealer.intake.source in the name of the intake user
        """
        self.ensure_one()
        # sudo: the first visitor makes the source, without any rights.
        sources = self.env["dealer.intake.source"].sudo()
        domain = [("dealer_is_referral", "=", True), ("company_id", "=", self.id)]
        source = sources.with_context(active_test=False).search(domain, limit=1)
        if not source:
            source = sources.create(self._prepare_dealer_referral_source_vals())
        user = self.env.ref("dealer_crm.user_intake")
        return source.with_user(user).with_company(self)

    def _prepare_dealer_referral_source_vals(self):
        """:return: dict of values of dealer.intake.source"""
        # sudo: as in _get_dealer_referral_source
        teams = self.env["crm.team"].sudo()
        team = teams.search([("company_id", "in", [self.id, False])], limit=1)
        return {
            "name": self.env._("Invitations of club members"),
            "channel": "referral",
            "company_id": self.id,
            "team_id": team.id,
            "sender_limit": SENDER_LIMIT,
            "dealer_is_referral": True,
        }


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _get_dealer_referral_company(self):
        """Showroom which gets the friends of the holder: that of their manager, else
        that of the club, else the main one.

        :return: res.company in sudo
        """
        self.ensure_one()
        # sudo: nobody may be logged in.
        card = self.sudo()
        return (
            card.company_id
            or card.partner_id.user_id.company_id
            or self.env["res.company"].sudo().search([], limit=1)
        )
