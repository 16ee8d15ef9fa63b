from odoo import api, models

from odoo.addons.dealer_crm.tools.privacy import Policy


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        values = ("value_char_box", "value_text_box")
        return {
            **super()._get_policies(),
            "survey.user_input": Policy(
                "erase",
                contact=(("email", "email"),),
                has="all",
                erase={"email": None, "nickname": None, "partner_id": None},
                kept=("access_token", "invite_token", "dealer_model"),
                show=(
                    *("create_date", "survey_id", "email", "nickname", "state"),
                    *("dealer_event", "dealer_nps_mark", "dealer_csi"),
                ),
            ),
            "survey.user_input.line": Policy(
                "erase",
                links=("user_input_id.partner_id",),
                erase=dict.fromkeys(values),
                show=("create_date", "question_id", "display_name"),
            ),
        }
