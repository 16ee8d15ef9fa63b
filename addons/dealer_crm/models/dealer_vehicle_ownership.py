from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DealerVehicleOwnership(models.Model):
    _name = "dealer.vehicle.ownership"
    _description = "Vehicle Ownership Period"
    _order = "date_from desc, id desc"
    _rec_name = "partner_id"

    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle", required=True, ondelete="cascade", index=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        required=True,
        ondelete="restrict",
        index=True,
    )
    role = fields.Selection(
        selection=[("owner", "Owner"), ("driver", "Driver"), ("payer", "Payer")],
        required=True,
        default="owner",
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(
        string="Until",
        help="First day on which the person has this role no more. Empty: still has.",
    )
    is_current = fields.Boolean(compute="_compute_is_current")

    _dates = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "A period cannot end before it begins: correct the dates.",
    )
    _one_owner = models.Constraint(
        "EXCLUDE USING gist (vehicle_id WITH =, daterange(date_from, date_to) WITH &&)"
        " WHERE (role::text = 'owner'::text)",
        "The vehicle has another owner in this period. "
        "End the period of that owner first.",
    )

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for period in self:
            period.is_current = bool(
                period.date_from
                and period.date_from <= today
                and (not period.date_to or period.date_to > today)
            )

    @api.constrains("date_from", "role")
    def _check_date_from(self):
        # The stored owner of a vehicle would silently change on a later day.
        today = fields.Date.context_today(self)
        for period in self:
            if period.role == "owner" and period.date_from > today:
                raise ValidationError(
                    self.env._(
                        "The ownership of %(partner)s begins on %(date)s, which is in "
                        "the future. Enter it on the day of the hand-over.",
                        partner=period.partner_id.display_name,
                        date=period.date_from,
                    )
                )
