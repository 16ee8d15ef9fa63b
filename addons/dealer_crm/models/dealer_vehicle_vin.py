"""What the VIN proposes, and who answers for one with a wrong check digit."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import brand, vin


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    brand_id = fields.Many2one(
        comodel_name="fleet.vehicle.model.brand",
        compute="_compute_brand_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        help="Of the model; without one what was chosen, or else what the VIN says.",
    )
    vin_override_reason = fields.Char(
        string="Why the VIN Is Right",
        compute="_compute_vin_override",
        store=True,
        readonly=False,
        tracking=True,
        copy=False,
        help="Who compared the VIN with the papers writes what stands there: the check "
        "digit does not fit.",
    )
    vin_override_user_id = fields.Many2one(
        comodel_name="res.users",
        string="VIN Confirmed By",
        compute="_compute_vin_override",
        store=True,
        copy=False,
        ondelete="set null",
    )
    vin_override_at = fields.Datetime(
        string="VIN Confirmed On",
        compute="_compute_vin_override",
        store=True,
        copy=False,
    )

    @api.depends("model_id.brand_id", "vin_key")
    def _compute_brand_id(self):
        makers = {
            vehicle: vin.decode(vehicle.vin_key or "")["maker"]
            for vehicle in self
            if not vehicle.model_id and not vehicle.brand_id
        }
        catalogue = {}
        if any(makers.values()):
            catalogue = self.env["fleet.vehicle.model.brand"]._dealer_get_by_key()
        for vehicle in self:
            proposed = catalogue.get(brand.key(makers.get(vehicle)))
            vehicle.brand_id = vehicle.model_id.brand_id or vehicle.brand_id or proposed

    @api.onchange("brand_id")
    def _onchange_brand_id(self):
        if self.brand_id and self.model_id.brand_id != self.brand_id:
            self.model_id = False

    @api.constrains("brand_id", "model_id")
    def _check_brand_id(self):
        for vehicle in self:
            if vehicle.model_id and vehicle.brand_id != vehicle.model_id.brand_id:
                raise ValidationError(
                    self.env._(
                        "%(model)s is not a model of %(brand)s: choose another "
                        "model or another brand.",
                        model=vehicle.model_id.name,
                        brand=vehicle.brand_id.name,
                    )
                )

    @api.depends("vin_key")
    def _compute_vin_override(self):
        """A reason holds for the VIN for which it was given."""
        for vehicle in self:
            vehicle.vin_override_reason = False
            vehicle.vin_override_user_id = False
            vehicle.vin_override_at = False

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._sign_override(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._sign_override(vals))

    def _sign_override(self, vals):
        """Who gives a reason signs with name and time.

        :param dict vals: values to be written
        :return: dict with the signature, the caller's own signature left out
        """
        if "vin_override_reason" not in vals:
            return vals
        given = bool(vals["vin_override_reason"])
        return {
            **vals,
            "vin_override_user_id": given and self.env.uid,
            "vin_override_at": given and fields.Datetime.now(),
        }

    def _refuse_hidden_vehicle(self, vin_keys):
        """The VIN belongs to a vehicle which the user may not see.

        :param list vin_keys: normalised VINs about to be written
        :raise UserError: with the manager to ask, and nothing else of the customer
        """
        # sudo: the VIN is unique in the whole group; only the manager's name is told.
        hidden = (
            self.sudo()
            .with_context(active_test=False)
            .search([("vin_key", "in", vin_keys), ("id", "not in", self.ids)], limit=1)
        )
        if hidden:
            raise UserError(
                self.env._(
                    "The VIN %(vin)s belongs to a vehicle of a colleague's customer. "
                    "Ask %(manager)s or a manager to hand the customer over.",
                    vin=hidden.vin,
                    manager=hidden.owner_id.user_id.name,
                )
            )
