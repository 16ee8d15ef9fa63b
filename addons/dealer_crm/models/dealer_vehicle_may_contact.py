"""About which cars their owners may be contacted."""

from odoo import models


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    def _may_contact_owners(self, purpose, channel):
        """The cars about which their owners may be contacted.

        As ``res.partner._may_contact``, for messages about one car: somebody may agree
        to these alone.

        :param str purpose: technical code of what it is about, as "service_due"
        :param str channel: email, sms, phone, messenger or post
        :return: dealer.vehicle, the part of self
        """
        allowed = self.owner_id._may_contact(purpose, channel)
        return self.filtered(lambda car: car.owner_id in allowed)
