from odoo import api, models
from odoo.tools.sql import escape_psql

from ..tools import brand as brands


class FleetVehicleModelBrand(models.Model):
    _inherit = "fleet.vehicle.model.brand"

    @api.model
    def _dealer_match(self, make, model=None):
        """Find the catalogue entries which a text names.

        The comparison ignores case and surrounding spaces, for brands also script,
        hyphens and other usual names; nothing is created, because a typing error of a
        sender must not become a brand.

        :param str make: name of the brand, as written by the sender
        :param str model: name of the model, as written by the sender
        :return: tuple (brand, model) of records, each possibly empty
        """
        empty = self.browse(), self.env["fleet.vehicle.model"]
        if not make:
            return empty
        brand = self._dealer_get_by_key().get(brands.key(make), empty[0])
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

    @api.model
    def _dealer_get_by_key(self):
        """The whole catalogue under the one way to write a brand.

        Of two spellings of a brand the one that was there first counts.

        :return: dict tools.brand.key -> fleet.vehicle.model.brand
        """
        catalogue = self.search_fetch([], ["name"], order="id desc")
        return {brands.key(brand.name): brand for brand in catalogue}
