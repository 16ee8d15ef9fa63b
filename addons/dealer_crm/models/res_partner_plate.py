from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def dealer_find(self, query, limit=10):
        """See the first definition; a hit by a former plate says so in its name."""
        hits = super().dealer_find(query, limit)
        found = [hit for hit in hits if hit["matched"] == "old_plate"]
        vehicles = self.env["dealer.vehicle"].browse(hit["vehicle_id"] for hit in found)
        for hit, vehicle in zip(found, vehicles, strict=True):
            if hint := vehicle._get_old_plate_hint(str(query)):
                hit["display_name"] += f" ({hint})"
        return hits
