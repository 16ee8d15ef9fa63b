from odoo import api, models


class DealerLoyaltyDesk(models.AbstractModel):
    _inherit = "dealer.loyalty.desk"

    @api.model
    def _get_notices(self, partner, card, cars):
        notices = super()._get_notices(partner, card, cars)
        complaints = self.env["dealer.complaint"]
        waiting = complaints.search_fetch(
            [*complaints._get_open_domain(), ("partner_id", "=", partner.id)],
            ["name", "deadline", "state"],
            order="deadline",
        )
        if not waiting:
            return notices
        late = any(waiting.mapped("is_overdue"))
        names = ", ".join(waiting.mapped("name"))
        notice = {
            "icon": "fa-comments-o",
            "tone": "danger" if late else "warning",
            "text": self.env._("Complaints not answered: %(names)s", names=names),
        }
        return [notice, *notices]
