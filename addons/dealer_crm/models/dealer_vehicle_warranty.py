"""What cards and filters show: small photo, warranty, the owner's manager."""

import base64

from odoo import api, fields, models
from odoo.tools.image import image_data_uri


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    image_small = fields.Image(
        string="Photo on Cards",
        related="image_1920",
        max_width=256,
        max_height=256,
        store=True,
    )
    warranty_end = fields.Date(
        string="Warranty until",
        index="btree_not_null",
        tracking=True,
        help="Last day of the maker's warranty.",
    )
    warranty_km = fields.Integer(
        string="Warranty to (km)",
        aggregator=None,
        help="The warranty ends at this odometer reading. Empty: any number of "
        "kilometres.",
    )
    warranty_state = fields.Selection(
        selection=[("valid", "Under warranty"), ("over", "Warranty is over")],
        string="Warranty",
        compute="_compute_warranty_state",
    )
    manager_id = fields.Many2one(
        related="owner_id.user_id",
        string="Owner's Manager",
        store=True,
        index="btree_not_null",
    )

    _warranty_km = models.Constraint(
        "CHECK(warranty_km >= 0)",
        "The limit of the warranty cannot be negative: enter kilometres, or nothing.",
    )
    # Ranges in the filters; most customers' cars have neither a reading nor a year.
    _odometer_idx = models.Index("(odometer) WHERE odometer > 0")
    _model_year_idx = models.Index("(model_year) WHERE model_year > 0")

    @api.depends("warranty_end", "warranty_km", "odometer")
    def _compute_warranty_state(self):
        today = fields.Date.context_today(self)
        for vehicle in self:
            if not vehicle.warranty_end:
                vehicle.warranty_state = False
                continue
            driven = vehicle.warranty_km and vehicle.odometer >= vehicle.warranty_km
            vehicle.warranty_state = (
                "over" if vehicle.warranty_end < today or driven else "valid"
            )

    def _get_card_qr(self):
        """The VIN as a QR code for the vehicle card.

        :return: ``data:`` address of a PNG, False without a VIN
        """
        self.ensure_one()
        if not self.vin_key:
            return False
        code = self.env["ir.actions.report"].barcode(
            "QR", self.vin_key, width=300, height=300
        )
        return image_data_uri(base64.b64encode(code))

    def _get_card_lang(self):
        """Language of the vehicle card: the reader's."""
        return self.env.context.get("lang") or self.env.user.lang
