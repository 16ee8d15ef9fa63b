from odoo import api, fields, models
from odoo.tools import SQL

COVERED = "dealer_covered_users"


class ResUsers(models.Model):
    _inherit = "res.users"

    dealer_stand_in_ids = fields.One2many(
        comodel_name="dealer.stand.in",
        inverse_name="user_id",
        string="Absences",
        groups="dealer_crm.group_dealer_manager",
    )

    def _get_dealer_covered_users(self):
        """Whose customers are this user's own today: themselves, those they stand in
        for, and the members of the teams they lead.

        One query in a transaction.

        :return: res.users in sudo
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        found = self.env.cr.cache.setdefault(COVERED, {})
        key = (self.id, today)
        if key not in found:
            self.env["dealer.stand.in"].flush_model()
            self.env["crm.team"].flush_model(["user_id", "active"])
            self.env["crm.team.member"].flush_model(
                ["user_id", "crm_team_id", "active"]
            )
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT user_id FROM dealer_stand_in
                     WHERE stand_in_id = %(user)s
                       AND date_from <= %(today)s AND date_to >= %(today)s
                     UNION
                    SELECT member.user_id
                      FROM crm_team_member member
                      JOIN crm_team team ON team.id = member.crm_team_id
                     WHERE team.user_id = %(user)s AND team.active AND member.active
                    """,
                    user=self.id,
                    today=today,
                )
            )
            found[key] = [self.id, *(id_ for (id_,) in rows)]
        # sudo: only compared with; colleagues of other companies are among them.
        return self.sudo().browse(found[key])

    @api.model
    def _has_dealer_own_customers_only(self):
        """Whether the switch is on for the user of the environment.

        :return: bool; False for the superuser
        """
        return not self.env.su and self.env.user.has_group(
            "dealer_crm.group_own_customers"
        )
