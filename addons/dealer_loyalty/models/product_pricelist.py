from odoo import models


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    def _get_partner_pricelist_multi(self, partner_ids):
        """Members without a price list of their own get that of their tier."""
        result = super()._get_partner_pricelist_multi(partner_ids)
        partners = self.env["res.partner"].browse(
            id_ for id_ in partner_ids if isinstance(id_, int)
        )
        if not self.env["res.groups"]._is_feature_enabled(
            "product.group_product_pricelist"
        ):
            return result
        others = partners.filtered(
            lambda partner: (
                not partner.specific_property_product_pricelist.filtered("active")
            )
        )
        for partner, tier in others._get_dealer_tiers().items():
            pricelist = tier.pricelist_id
            if pricelist.active and pricelist.company_id in (
                self.env.company,
                self.env["res.company"],
            ):
                result[partner.id] = pricelist.with_env(self.env)
        return result
