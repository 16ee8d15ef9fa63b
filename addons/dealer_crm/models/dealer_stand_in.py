from odoo import api, fields, models


class DealerStandIn(models.Model):
    _name = "dealer.stand.in"
    _description = "Absence and Stand-in"
    _order = "date_from DESC, id DESC"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Absent",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        ondelete="cascade",
        index=True,
    )
    stand_in_id = fields.Many2one(
        comodel_name="res.users",
        string="Stand-in",
        required=True,
        domain="[('share', '=', False), ('id', '!=', user_id)]",
        ondelete="cascade",
        index=True,
        help="Sees the customers of the absent person on these days.",
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        default=fields.Date.context_today,
        help="Last day.",
    )
    note = fields.Char()

    _dates = models.Constraint(
        "CHECK(date_to >= date_from)",
        "An absence cannot end before it begins: correct the dates.",
    )
    _two_people = models.Constraint(
        "CHECK(user_id <> stand_in_id)",
        "Choose somebody else as stand-in: nobody can stand in for oneself.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.cr.cache.clear()
        return super().create(vals_list)

    def write(self, vals):
        self.env.cr.cache.clear()
        return super().write(vals)

    def unlink(self):
        self.env.cr.cache.clear()
        return super().unlink()

    @api.model
    def _get_absent(self, users, date):
        """Who of them is away.

        :param users: res.users
        :param date: day in the sense of those who plan
        :return: res.users
        """
        # sudo: everybody who plans asks for the absences of others, the dates only.
        absences = self.sudo().search(
            [
                ("user_id", "in", users.ids),
                ("date_from", "<=", date),
                ("date_to", ">=", date),
            ]
        )
        return users & absences.user_id
