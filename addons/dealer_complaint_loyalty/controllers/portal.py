from odoo.http import request

from odoo.addons.dealer_loyalty.controllers.portal import ClubPortal


class ClubComplaint(ClubPortal):
    def _get_club_actions(self, card):
        return [
            *super()._get_club_actions(card),
            {
                "label": request.env._("Something Went Wrong?"),
                "url": "/my/complaints/new?step=club",
                "icon": "fa-comments-o",
            },
        ]
