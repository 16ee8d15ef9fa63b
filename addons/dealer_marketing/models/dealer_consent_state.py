from odoo import api, fields, models
from odoo.tools import SQL


class DealerConsentState(models.Model):
    _name = "dealer.consent.state"
    _description = "Current Consent"
    _auto = False
    _order = "partner_id, purpose_id, channel"
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
        selection=[("granted", "Granted"), ("withdrawn", "Withdrawn")], readonly=True
    )
    date = fields.Datetime(readonly=True)
    consent_id = fields.Many2one(
        comodel_name="dealer.consent", string="Record", readonly=True
    )

    @property
    def _table_query(self):
        # A filter on the contact reaches the index below the DISTINCT.
        return SQL(
            """
            SELECT DISTINCT ON (partner_id, purpose_id, channel)
                   id, id AS consent_id, partner_id, purpose_id, channel, state, date
              FROM dealer_consent
             ORDER BY partner_id, purpose_id, channel, id DESC
            """
        )

    @api.model
    def _get_states(self, partners, purpose=None, channel=None):
        """What people have said last, in one query.

        :param partners: res.partner
        :param purpose: dealer.consent.purpose to look at, default all
        :param str channel: channel to look at, default all
        :return: dict (partner id, purpose id, channel) -> granted or withdrawn
        """
        domain = [("partner_id", "in", partners.ids)]
        if purpose:
            domain.append(("purpose_id", "=", purpose.id))
        if channel:
            domain.append(("channel", "=", channel))
        # sudo: the gate asks for everybody, whoever may see the customer
        rows = self.sudo().search_fetch(
            domain, ["partner_id", "purpose_id", "channel", "state"]
        )
        return {
            (row.partner_id.id, row.purpose_id.id, row.channel): row.state
            for row in rows
        }
