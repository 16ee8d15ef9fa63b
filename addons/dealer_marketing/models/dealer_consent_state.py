from odoo import api, fields, models
from odoo.tools import SQL


class DealerConsentState(models.Model):
    _name = "dealer.consent.state"
    _description = "Current Consent"
    _auto = False
    _order = "partner_id, purpose_id, channel, id"
    _depends = {
        "dealer.consent": (
            *("partner_id", "purpose_id", "channel", "state", "date"),
            *("vehicle_id", "valid_until"),
        ),
        "dealer.vehicle.ownership": (
            *("vehicle_id", "partner_id", "date_from", "date_to"),
        ),
    }
    _rec_name = "purpose_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    purpose_id = fields.Many2one(comodel_name="dealer.consent.purpose", readonly=True)
    channel = fields.Selection(
        selection=lambda self: (
            self.env["dealer.consent"]
            ._fields["channel"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ("granted", "Granted"),
            ("withdrawn", "Withdrawn"),
            ("ended", "Ended"),
        ],
        readonly=True,
        help="Ended: the last day is over, or the person has the car no more.",
    )
    date = fields.Datetime(readonly=True)
    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle", string="Only about This Car", readonly=True
    )
    valid_until = fields.Date(readonly=True)
    consent_id = fields.Many2one(
        comodel_name="dealer.consent", string="Record", readonly=True
    )

    @property
    def _table_query(self):
        # A filter on the contact reaches the index below the DISTINCT.
        return SQL(
            """
            SELECT said.id, said.id AS consent_id, said.partner_id, said.purpose_id,
                   said.channel, said.vehicle_id, said.valid_until, said.date,
                   CASE WHEN said.state = 'granted'
                         AND (said.valid_until < %(today)s
                              OR said.vehicle_id IS NOT NULL AND NOT EXISTS (
                                 SELECT FROM dealer_vehicle_ownership period
                                  WHERE period.vehicle_id = said.vehicle_id
                                    AND period.partner_id = said.partner_id
                                    AND period.date_from <= %(today)s
                                    AND (period.date_to IS NULL
                                         OR period.date_to > %(today)s)))
                        THEN 'ended' ELSE said.state END AS state
              FROM (SELECT DISTINCT ON (partner_id, purpose_id, channel, vehicle_id)
                           id, partner_id, purpose_id, channel, vehicle_id,
                           valid_until, date, state
                      FROM dealer_consent
                  ORDER BY partner_id, purpose_id, channel, vehicle_id, id DESC) said
            """,
            today=fields.Date.context_today(self),
        )

    @api.model
    def _get_states(self, partners, purpose=None, channel=None):
        """What people have said last about everything, in one query.

        :param partners: res.partner
        :param purpose: dealer.consent.purpose to look at, default all
        :param str channel: channel to look at, default all
        :return: dict (partner id, purpose id, channel) -> granted, withdrawn or ended
        """
        rows = self._find(partners, purpose, channel, [("vehicle_id", "=", False)])
        return {
            (row.partner_id.id, row.purpose_id.id, row.channel): row.state
            for row in rows
        }

    @api.model
    def _get_car_states(self, partners, purpose=None, channel=None):
        """As ``_get_states``, what was said about one car each.

        :return: dict (partner id, purpose id, channel, vehicle id) -> state
        """
        rows = self._find(partners, purpose, channel, [("vehicle_id", "!=", False)])
        return {row._get_key(): row.state for row in rows}

    @api.model
    def _get_rows(self, partners):
        """All that people have said last.

        :return: dict (partner id, purpose id, channel, vehicle id or False) -> record
        """
        return {row._get_key(): row for row in self._find(partners)}

    def _get_key(self):
        return (
            *(self.partner_id.id, self.purpose_id.id),
            *(self.channel, self.vehicle_id.id),
        )

    @api.model
    def _find(self, partners, purpose=None, channel=None, domain=()):
        domain = [("partner_id", "in", partners.ids), *domain]
        if purpose:
            domain.append(("purpose_id", "=", purpose.id))
        if channel:
            domain.append(("channel", "=", channel))
        # sudo: the gate asks for everybody, whoever may see the customer
        states = self.sudo()
        # A car may have been sold since it was read.
        states.invalidate_model(["state"])
        return states.search_fetch(
            domain, ["partner_id", "purpose_id", "channel", "vehicle_id", "state"]
        )
