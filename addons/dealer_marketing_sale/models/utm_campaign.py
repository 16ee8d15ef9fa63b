from odoo import models
from odoo.tools import SQL

from odoo.addons.dealer_marketing.tools import uplift


class UtmCampaign(models.Model):
    _inherit = "utm.campaign"

    def _get_dealer_result_rows(self):
        """Add what was earned with a person."""
        rows = super()._get_dealer_result_rows()
        if rows:
            rows.append(self._prepare_dealer_margin())
        return rows

    def _prepare_dealer_margin(self):
        """The margin of both sides and whether they differ.

        :return: dict, a row of the tab Result
        """
        arms = self._get_dealer_margins()
        nobody = uplift.Arm(0, 0.0, 0.0)
        treated, held = arms.get("treated", nobody), arms.get("held_out", nobody)
        effect = uplift.mean_difference(treated, held)
        return {
            "name": self.env._("Margin for a person"),
            "treated": self._format_dealer_amount(treated.mean),
            "held_out": self._format_dealer_amount(held.mean) if held.size else "",
            **self._prepare_dealer_effect(effect, self._format_dealer_amount),
        }

    def _get_dealer_margins(self):
        """Margins of both sides, in one statement.

        :return: dict treated and held_out -> tools.uplift.Arm
        """
        self.env["dealer.campaign.member"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT arm, count(*), avg(coalesce(margin, 0)),
                       var_samp(coalesce(margin, 0))
                  FROM dealer_campaign_member
                 WHERE campaign_id = %s
              GROUP BY arm
                """,
                self.id,
            )
        )
        return {
            arm: uplift.Arm(size, float(mean), float(variance or 0.0))
            for arm, size, mean, variance in rows
        }
