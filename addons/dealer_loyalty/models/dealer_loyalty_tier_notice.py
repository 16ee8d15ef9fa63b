"""Members hear in time that their tier ends."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools import tiers as rules

# Members of one transaction.
BATCH = 200
TEMPLATE = "dealer_loyalty.mail_template_tier_ends"


class DealerLoyaltyTierEngine(models.AbstractModel):
    _inherit = "dealer.loyalty.tier.engine"

    def _finish_program(self, program, day):
        res = super()._finish_program(program, day)
        cron = self.env["ir.cron"]
        while self._send_notices(program, day):
            cron._commit_progress()
        return res

    @api.model
    def _send_notices(self, program, day):
        """Queue the notices of some members, one for each period.

        Marker and mail are one transaction: nobody hears it twice.

        :param program: loyalty.program in sudo
        :param date day: today
        :return: loyalty.card in sudo, whose period was looked at; empty at the end
        """
        # sudo: the scheduler's user may be anybody.
        cards = self.env["loyalty.card"].sudo()
        template = self.env.ref(TEMPLATE, raise_if_not_found=False)
        if not template or program.dealer_tier_notice <= 0:
            return cards
        cards = cards.browse(self._take_unnoticed(program, day))
        cards.invalidate_recordset(["dealer_tier_noticed"], flush=False)
        if told := cards.filtered("dealer_keep_missing"):
            # sudo: mail templates are read by those who write mails.
            template.sudo().send_mail_batch(told.ids)
        return cards

    def _take_unnoticed(self, program, day):
        """Mark cards whose period ends soon; ids of those which nobody has marked."""
        self.env["loyalty.card"].flush_model()
        self.env["res.partner"].flush_model(["email"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_card SET dealer_tier_noticed = dealer_tier_until
                 WHERE id IN (
                    SELECT card.id
                      FROM loyalty_card card
                      JOIN res_partner partner ON partner.id = card.partner_id
                     WHERE card.program_id = %(program)s AND card.active
                       AND card.dealer_tier_until >= %(day)s
                       AND card.dealer_tier_until < %(day)s::date + %(days)s
                       AND card.dealer_tier_noticed
                           IS DISTINCT FROM card.dealer_tier_until
                       AND partner.email > ''
                     ORDER BY card.id LIMIT %(limit)s
                       FOR NO KEY UPDATE OF card SKIP LOCKED)
             RETURNING id
                """,
                program=program.id,
                day=day,
                days=program.dealer_tier_notice,
                limit=BATCH,
            ),
            log_exceptions=False,
        )
        return sorted(row[0] for row in self.env.cr.fetchall())

    @api.model
    def _get_kept_values(self, cards):
        """What counts already for keeping the tier when the period is over.

        Earned so far, in the window of the day on which the card will be judged: the
        first one after the days of grace.

        :param cards: loyalty.card in sudo; those without a period are left out
        :return: dict id -> points or net amount
        """
        self.env["loyalty.card"].flush_model()
        self.env["dealer.loyalty.entry"].flush_model()
        self.env["account.move"].flush_model()
        values = {}
        limited = cards.filtered("dealer_tier_until")
        for (program, until), own in limited.grouped(
            lambda card: (card.program_id, card.dealer_tier_until)
        ).items():
            day = until + timedelta(days=program.dealer_tier_grace + 1)
            window = rules.window(
                program.dealer_tier_window, day, program.dealer_tier_months
            )
            slice_ = SQL("SELECT unnest(%s)", list(own.ids))
            self.env.cr.execute(
                SQL(
                    "WITH RECURSIVE %s"
                    " SELECT card_id, greatest(now, before) FROM value",
                    self._get_values(program, window, day, slice_),
                )
            )
            values.update(self.env.cr.fetchall())
        return values
