from datetime import timedelta

from odoo import api, fields, models

# An occasion is noted once; the same step of the next due date is another occasion. The
# night catches up with fewer days, and no car is due again so soon.
SAME_OCCASION_DAYS = 28


class DealerContactRefusal(models.Model):
    _name = "dealer.contact.refusal"
    _description = "Message Not Sent"
    _order = "id desc"
    _rec_name = "purpose_id"

    date = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, index=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose", readonly=True, ondelete="restrict"
    )
    channel = fields.Selection(
        selection=lambda self: (
            self.env["dealer.consent"]
            ._fields["channel"]
            ._description_selection(self.env)
        ),
        required=True,
        readonly=True,
    )
    reason = fields.Selection(
        selection=[
            ("none", "Has not agreed"),
            ("withdrawn", "Has withdrawn the consent"),
            ("ended", "The consent has ended"),
            ("purpose", "The mailing has no purpose"),
            ("unknown", "No contact has this address"),
            ("claimed", "Reserved by another showroom"),
            ("capped", "Contacted often enough this week"),
            ("outranked", "Gave way to something more important"),
        ],
        required=True,
        readonly=True,
    )
    mailing_id = fields.Many2one(
        comodel_name="mailing.mailing",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        readonly=True,
        ondelete="set null",
        help="Who wanted to write. Empty: the whole group.",
    )
    claim_id = fields.Many2one(
        comodel_name="dealer.contact.claim",
        string="Reservation",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    origin = fields.Char(
        string="Occasion",
        readonly=True,
        index="btree_not_null",
        help="By this name a job which asks every night finds what it has noted.",
    )
    holder = fields.Char(
        string="Reserved By", compute="_compute_holder", compute_sudo=True
    )
    try_again_on = fields.Date(readonly=True)

    @api.depends("claim_id", "reason")
    def _compute_holder(self):
        for refusal in self:
            claim = refusal.claim_id
            by_another = claim and refusal.reason == "claimed"
            refusal.holder = claim._get_holder_name() if by_another else False

    @api.model
    def _prepare_reason(self, why):
        """Values which say why.

        :param why: reason as of the consent, or tools.claims.Refusal
        :return: dict of values
        """
        if isinstance(why, str):
            return {"reason": why}
        return {
            "reason": why.reason,
            "claim_id": why.claim_id,
            "try_again_on": why.again,
        }

    @api.model
    def _log(self, rows):
        """Keep why messages were not sent.

        :param rows: list of values
        """
        # sudo: the log is written by whoever runs the queue, and by nobody else
        self.sudo().create(rows)

    @api.model
    def _log_people(self, reasons, purpose, channel, company):
        """Keep why people were not contacted.

        :param dict reasons: partner id -> reason, or tools.claims.Refusal
        :param purpose: dealer.consent.purpose
        :param str channel: email, sms, phone, messenger or post
        :param company: res.company which asked, empty for the whole group
        """
        self._log(
            [
                {
                    "partner_id": partner_id,
                    "purpose_id": purpose.id,
                    "channel": channel,
                    "company_id": company.id,
                    **self._prepare_reason(why),
                }
                for partner_id, why in reasons.items()
            ]
        )

    @api.model
    def _log_new_people(self, refusals, purpose, channel, company):
        """As ``_log_people``, without what is known: jobs ask every night again.

        :param dict refusals: partner id -> tools.claims.Refusal
        """
        # sudo: the log of everybody.
        known = self.sudo().search_fetch(
            [
                ("partner_id", "in", list(refusals)),
                ("purpose_id", "=", purpose.id),
                ("channel", "=", channel),
                ("company_id", "=", company.id),
                ("try_again_on", "in", [why.again for why in refusals.values()]),
            ],
            ["partner_id", "reason", "try_again_on"],
        )
        told = {(row.partner_id.id, row.reason, row.try_again_on) for row in known}
        self._log_people(
            {
                id_: why
                for id_, why in refusals.items()
                if (id_, why.reason, why.again) not in told
            },
            purpose,
            channel,
            company,
        )

    @api.model
    def _log_occasions(self, rows):
        """As ``_log``, each occasion of a person once.

        :param rows: list of values with ``partner_id`` and ``origin``
        """
        since = fields.Datetime.now() - timedelta(days=SAME_OCCASION_DAYS)
        # sudo: the log of everybody.
        known = self.sudo().search_fetch(
            [
                ("origin", "in", [row["origin"] for row in rows]),
                ("date", ">=", since),
            ],
            ["origin", "partner_id"],
        )
        told = {(row.partner_id.id, row.origin) for row in known}
        self._log(
            [row for row in rows if (row["partner_id"], row["origin"]) not in told]
        )
