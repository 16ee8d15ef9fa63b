"""The plates a vehicle had, and the vehicle a plate moves to."""

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from ..tools import plate


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    plate_ids = fields.One2many(
        comodel_name="dealer.vehicle.plate",
        inverse_name="vehicle_id",
        string="Plates",
        readonly=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        vehicles = super().create(vals_list)
        vehicles.filtered("plate_key")._take_plates({})
        return vehicles

    def write(self, vals):
        if "license_plate" not in vals:
            return super().write(vals)
        before = {
            vehicle.id: (vehicle.license_plate, vehicle.plate_key) for vehicle in self
        }
        result = super().write(vals)
        changed = self.filtered(
            lambda vehicle: (vehicle.plate_key or "") != (before[vehicle.id][1] or "")
        )
        changed._take_plates(before)
        return result

    def _take_plates(self, before):
        """Note in the history which plates the vehicles have from today on.

        Another vehicle with the same plate loses it: plates are moved, two cars never
        carry one.

        :param dict before: id -> (plate, its key) until now
        """
        if not self:
            return
        today = fields.Date.context_today(self)
        # sudo: the history of plates is written by nobody by hand.
        plates = self.env["dealer.vehicle.plate"].sudo()
        current = plates.search(
            [("vehicle_id", "in", self.ids), ("date_to", "=", False)]
        )
        current.write({"date_to": today})
        rows = [
            {"vehicle_id": id_, "plate": text, "date_to": today}
            for id_, (text, _key) in before.items()
            if text and id_ in self.ids and id_ not in current.vehicle_id.ids
        ]
        kept = self._release_plates()
        rows += [
            {
                "vehicle_id": vehicle.id,
                "plate": vehicle.license_plate,
                "date_from": today,
            }
            for vehicle in kept
        ]
        plates.create(rows)

    def _release_plates(self):
        """Take the plates of these vehicles off all others.

        :return: dealer.vehicle, those of ``self`` which have a plate
        """
        owners = {}
        for vehicle in self.filtered("plate_key"):
            owners[vehicle.plate_key] = vehicle
        # sudo: the other car may be one the user does not see.
        others = self.sudo().search(
            [("plate_key", "in", list(owners)), ("active", "in", (True, False))]
        )
        for other in others:
            vehicle = owners[other.plate_key]
            if other == vehicle:
                continue
            text = other.license_plate
            other.license_plate = False
            other.message_post(
                body=self.env._(
                    "The plate %(plate)s is now on another vehicle.", plate=text
                )
            )
        return self.browse(vehicle.id for vehicle in owners.values())

    @api.model
    def _get_old_plate_sql(self, text):
        """Vehicles which had a plate once and have another one, or none, today.

        :param str text: beginning of a normalised plate
        :return: SQL of a sub-query with one column ``vehicle_id``
        """
        self.env["dealer.vehicle.plate"].flush_model(["plate_key", "date_to"])
        return SQL(
            "SELECT vehicle_id FROM dealer_vehicle_plate"
            " WHERE date_to IS NOT NULL AND plate_key LIKE %s",
            escape_psql(text) + "%",
        )

    @api.model
    def _get_find_sql(self, query):
        found = super()._get_find_sql(query)
        if not query.plate:
            return found
        return SQL("(%s UNION ALL %s)", found, self._get_old_plate_sql(query.plate))

    def _get_old_plate_hint(self, text):
        """Words which tell why a vehicle was found by a plate it has no more.

        :param str text: beginning of a plate as typed
        :return: translated text, empty when it has the plate
        """
        self.ensure_one()
        try:
            wanted = plate.normalise(text)
        except plate.PlateError:
            return ""
        old = self.plate_ids.filtered(
            lambda one: one.date_to and (one.plate_key or "").startswith(wanted)
        )[:1]
        if not old:
            return ""
        return self.env._(
            "had the plate %(plate)s until %(date)s", plate=old.plate, date=old.date_to
        )
