from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import odometer


class DealerVehicleOdometer(models.Model):
    _name = "dealer.vehicle.odometer"
    _description = "Odometer Reading"
    _order = "date desc, id desc"
    _rec_name = "value"

    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle", required=True, ondelete="cascade", index=True
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    value = fields.Integer(string="Reading (km)", required=True, aggregator="max")
    source = fields.Selection(
        selection=[
            ("manual", "Entered by hand"),
            ("lead", "From a lead"),
            ("service", "Service"),
            ("test_drive", "Test drive"),
            ("import", "Import"),
        ],
        required=True,
        default="manual",
    )
    reason = fields.Selection(
        selection=[
            ("replaced", "Odometer replaced"),
            ("rolled_back", "Rolled back"),
            ("typing_error", "Typing error"),
        ],
        string="Why Lower",
        help="Why the reading is lower than one before. A typing error does not count "
        "any more; after a replaced or rolled back odometer the count begins anew.",
    )
    is_falling = fields.Boolean(
        string="Lower than Before", compute="_compute_is_falling"
    )
    note = fields.Char()

    _value = models.Constraint(
        "CHECK(value >= 0 AND value <= 3000000)",
        "An odometer reading lies between 0 and 3 000 000 km: check the number.",
    )
    _vehicle_date_idx = models.Index("(vehicle_id, date DESC, id DESC)")

    @api.depends("vehicle_id", "value", "date", "reason")
    def _compute_is_falling(self):
        lower = self.browse().union(
            *(reading for _before, reading in self.vehicle_id._get_odometer_falls())
        )
        for reading in self:
            reading.is_falling = reading in lower

    @api.constrains("vehicle_id", "value", "date", "reason")
    def _check_falling(self):
        """Ask people for the reason; what comes from elsewhere is only flagged."""
        manual = self.filtered(lambda reading: reading.source == "manual")
        for before, reading in manual.vehicle_id._get_odometer_falls():
            if reading.reason or not (before in manual or reading in manual):
                continue
            raise ValidationError(
                self.env._(
                    "%(value)s km on %(date)s is less than %(before)s km on "
                    "%(before_date)s. Correct the number, or choose at the lower "
                    "reading why: odometer replaced or rolled back. If the higher one "
                    "is wrong, mark that one as a typing error.",
                    value=reading.value,
                    date=reading.date,
                    before=before.value,
                    before_date=before.date,
                )
            )

    def _sorted_by_day(self):
        """Readings which count, oldest first."""
        return self.filtered(
            lambda reading: reading.date and reading.reason != "typing_error"
        ).sorted(lambda reading: (reading.date, reading._origin.id or float("inf")))

    def _find_falls(self):
        """Readings which are lower than the one before, of one vehicle.

        :return: list of tuples (reading before, lower reading)
        """
        readings = self._sorted_by_day()
        return [
            (readings[before], readings[lower])
            for before, lower in odometer.find_falls(
                [(reading.date, reading.value) for reading in readings]
            )
        ]

    def _predict(self, day, default_per_year, max_per_year):
        """Expected reading of one vehicle.

        :param day: date for which it is wanted
        :param int default_per_year: km a year of a car of which little is known
        :param int max_per_year: most km a year
        :return: tools.odometer.Prediction, None without readings
        """
        return odometer.predict(
            [
                odometer.Reading(
                    reading.date,
                    reading.value,
                    reading.reason in ("replaced", "rolled_back"),
                )
                for reading in self._sorted_by_day()
            ],
            day,
            default_per_year,
            max_per_year,
        )
