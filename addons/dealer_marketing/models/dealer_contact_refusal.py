from odoo import api, fields, models


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
        selection=[("email", "E-mail"), ("sms", "SMS")], required=True, readonly=True
    )
    reason = fields.Selection(
        selection=[
            ("none", "Has not agreed"),
            ("withdrawn", "Has withdrawn the consent"),
            ("purpose", "The mailing has no purpose"),
            ("unknown", "No contact has this address"),
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

    @api.model
    def _log(self, rows):
        """Keep why messages were not sent.

        :param rows: list of values
        """
        # sudo: the log is written by whoever runs the queue, and by nobody else
        self.sudo().create(rows)
