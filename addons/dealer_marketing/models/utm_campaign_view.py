"""Who may not change campaigns gets views which do not offer it."""

from odoo import api, models

MANAGER = "dealer_marketing.group_marketing_manager"
# Views of the dealership's campaigns; stock's own stay as they are.
OURS = "dealer_marketing.utm_campaign_view_"


class UtmCampaign(models.Model):
    _inherit = "utm.campaign"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env.user.has_group(MANAGER))

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """The rule of campaigns refuses the changes of others anyway."""
        arch, view = super()._get_view(view_id, view_type, **options)
        # sudo: the name of a view.
        is_ours = (view.sudo().xml_id or "").startswith(OURS)
        if is_ours and not self.env.user.has_group(MANAGER):
            for name in ("create", "edit", "delete"):
                arch.set(name, "0")
        return arch, view
