"""Consents about one car alone."""

from odoo import api, models


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    def _may_contact_owners(self, purpose, channel):
        allowed = super()._may_contact_owners(purpose, channel)
        record = self.env["dealer.consent.purpose"]._get_by_code(purpose)
        if record.basis != "consent":
            return allowed
        states = self.env["dealer.consent.state"]
        said = states._get_car_states(self.owner_id, record, channel)
        answers = {"granted": True, "withdrawn": False}
        return self.filtered(
            lambda car: answers.get(
                said.get((car.owner_id.id, record.id, channel, car.id)), car in allowed
            )
        )

    @api.model
    def _get_dealer_cars_of(self, model, ids):
        """The car which documents are about.

        :param str model: name of a model, may be empty
        :param ids: list of its ids
        :return: dict id -> vehicle id, of documents about a car
        """
        if model == self._name:
            return {id_: id_ for id_ in ids}
        field = model in self.env and self.env[model]._fields.get("vehicle_id")
        if not field or field.comodel_name != self._name:
            return {}
        # sudo: what a message is about does not depend on who runs the queue.
        documents = self.env[model].sudo().browse(filter(None, ids)).exists()
        return {one.id: one.vehicle_id.id for one in documents if one.vehicle_id}
