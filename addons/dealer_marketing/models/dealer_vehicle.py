"""Consents about one car alone."""

from collections import defaultdict

from odoo import SUPERUSER_ID, api, fields, models

SERVICE_DUE = "service_due"


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

    def _set_owner(self, partner, date=None):
        """A new car asks again: what was agreed to about the old one ended with it."""
        periods = super()._set_owner(partner, date)
        # Not for what jobs and the intake do: nobody stands before the customer.
        user = self.env.user
        is_staff = user.has_group("dealer_crm.group_dealer_staff")
        if periods and is_staff and user.id != SUPERUSER_ID:
            periods.vehicle_id._plan_to_ask(partner)
        return periods

    def _plan_to_ask(self, partner):
        """Plan to ask the owner of new cars, unless reminders are agreed to already.

        :param partner: res.partner, the owner
        """
        # sudo: the car may be handed over by who only reads the customer.
        person = partner.sudo()
        channels = [channel for channel, _name in person._get_dealer_channels()]
        if any(person._may_contact(SERVICE_DUE, channel) for channel in channels):
            return
        names = ", ".join(car.display_name for car in self)
        person.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=fields.Date.context_today(self),
            summary=self.env._("Ask what we may send about the new car: %s", names),
            user_id=self.env.uid,
        )

    @api.model
    def _get_dealer_cars_about(self, documents):
        """The car which each message is about, by the document it stands on.

        :param dict documents: anything -> tuple (name of a model, id), both may be
            empty
        :return: dict, the same keys -> vehicle id, of those about a car
        """
        ids = defaultdict(list)
        for model, id_ in documents.values():
            ids[model].append(id_)
        cars = {model: self._get_dealer_cars_of(model, ids[model]) for model in ids}
        return {
            key: cars[model][id_]
            for key, (model, id_) in documents.items()
            if cars[model].get(id_)
        }

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
