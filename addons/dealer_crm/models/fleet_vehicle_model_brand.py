from odoo import api, models
from odoo.tools.sql import escape_psql


class FleetVehicleModelBrand(models.Model):
    _inherit = "fleet.vehicle.model.brand"

    @api.model
    def _dealer_match(self, make, model=None):
        """Find the catalogue entries which a text names.

        The comparison ignores case, surrounding spaces and the script; nothing is
        created, because a typing error of a sender must not become a brand.

        :param str make: name of the brand, as written by the sender
        :param str model: name of the model, as written by the sender
        :return: tuple (brand, model) of records, each possibly empty
        """
        empty = self.browse(), self.env["fleet.vehicle.model"]
        if not make:
            return empty
        brand = self.search([("name", "=ilike", escape_psql(make.strip()))], limit=1)
        if not brand or not model:
            return brand, empty[1]
        models_ = self.env["fleet.vehicle.model"].search(
            [
                ("brand_id", "=", brand.id),
                ("name", "=ilike", escape_psql(model.strip())),
            ],
            limit=1,
        )
        return brand, models_
