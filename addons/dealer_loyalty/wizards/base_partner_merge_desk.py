"""Merged contacts: one gift a year, one recommendation, one card which is shared."""

from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        people = src_partners | dst_partner
        self._end_dealer_sharing(people, dst_partner)
        for model, key in (
            ("dealer.loyalty.gift", "year"),
            ("dealer.loyalty.referral", None),
        ):
            self._archive_dealer_repeats(model, key, people, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _archive_dealer_repeats(self, model, key, people, dst_partner):
        """Of rows of which there may be one, that of the destination stays in force.

        :param str model: model with ``partner_id`` and ``active``
        :param key: field by which rows repeat each other, None: each does
        """
        # sudo: nobody may change these rows by hand.
        rows = self.env[model].sudo().search([("partner_id", "in", people.ids)])
        seen = set()
        for row in rows.sorted(lambda row: (row.partner_id != dst_partner, row.id)):
            value = row[key] if key else None
            if value in seen:
                row.active = False
            seen.add(value)

    def _end_dealer_sharing(self, people, dst_partner):
        """An own card goes before one which is shared; of several one stays."""
        # sudo: people who merge contacts may not change who shares a card.
        rows = self.env["dealer.loyalty.member"].sudo()
        rows = rows.search([("partner_id", "in", people.ids)])
        # sudo: as above
        cards = self.env["loyalty.card"].sudo()
        own = cards.search([("partner_id", "in", people.ids), ("dealer_club", "=", 1)])
        taken = set(own.program_id.ids)
        ended = rows.browse()
        for row in rows.sorted(lambda row: (row.partner_id != dst_partner, row.id)):
            if row.program_id.id in taken:
                ended |= row
            taken.add(row.program_id.id)
        ended._end()
