"""At which local time a showroom greets."""

from datetime import UTC

from odoo import fields, models

from ..tools import greetings


class ResCompany(models.Model):
    _inherit = "res.company"

    dealer_greeting_hour = fields.Float(
        string="Greetings At",
        default=10.0,
        help="Local time at which greetings are sent. Those of the day go until eight "
        "hours after; then those of the next day are prepared.",
    )

    _check_dealer_greeting_hour = models.Constraint(
        "CHECK (dealer_greeting_hour BETWEEN 7 AND 14)",
        "Greetings are sent between 7:00 and 14:00, so that also late ones come in the "
        "daytime.",
    )

    def _get_dealer_greeting_moment(self):
        """When the showroom sends greetings next.

        :return: local time, without time zone
        """
        now = fields.Datetime.now().replace(tzinfo=UTC)
        local = now.astimezone(self._get_dealer_timezone()).replace(tzinfo=None)
        return greetings.next_moment(local, self.dealer_greeting_hour)

    def _dealer_to_utc(self, moment):
        """A local time of the showroom as it is stored.

        :param moment: local time, without time zone
        :return: datetime in UTC, without time zone
        """
        local = moment.replace(tzinfo=self._get_dealer_timezone())
        return local.astimezone(UTC).replace(tzinfo=None)
