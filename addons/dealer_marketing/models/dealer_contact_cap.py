from odoo import api, fields, models


class DealerContactCap(models.Model):
    _name = "dealer.contact.cap"
    _description = "Most Contacts in a Week"
    _order = "id"
    _rec_name = "channel"

    channel = fields.Selection(
        selection=lambda self: (
            self.env["dealer.consent"]
            ._fields["channel"]
            ._description_selection(self.env)
        ),
        required=True,
    )
    maximum = fields.Integer(
        string="A Week at Most",
        required=True,
        default=2,
        help="Contacts of one person by this channel from Monday to Sunday, of all "
        "showrooms together. Recalls and letters about running orders do not count.",
    )

    _channel_uniq = models.UniqueIndex(
        "(channel)", "This channel has a limit already. Change that one."
    )
    _check_maximum = models.Constraint(
        "CHECK (maximum BETWEEN 1 AND 100)",
        "Between 1 and 100 contacts a week. Delete the line for no limit.",
    )

    @api.model
    def _get_maximum(self, channel):
        """Contacts of one person a week.

        :param str channel: as of ``dealer.consent``
        :return: int, None without a limit
        """
        # sudo: the limits hold for everybody, also for whoever runs the queue.
        cap = self.sudo().search_fetch([("channel", "=", channel)], ["maximum"])
        return cap.maximum if cap else None
