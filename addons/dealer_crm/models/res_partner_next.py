from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_next_activity_id = fields.Many2one(
        comodel_name="mail.activity",
        string="Next Action",
        compute="_compute_dealer_next_activity_id",
        groups="dealer_crm.group_dealer_staff",
    )
    dealer_next_text = fields.Char(
        string="What Is Next",
        compute="_compute_dealer_next_activity_id",
        groups="dealer_crm.group_dealer_staff",
    )
    dealer_next_date = fields.Date(
        string="Next Action On",
        compute="_compute_dealer_next_activity_id",
        groups="dealer_crm.group_dealer_staff",
    )
    dealer_next_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Next Action By",
        compute="_compute_dealer_next_activity_id",
        groups="dealer_crm.group_dealer_staff",
    )

    @api.model
    def _get_dealer_activity_models(self):
        """Records of a customer whose activities count as the customer's.

        :return: dict model name -> name of its stored many2one to the customer
        """
        return {"res.partner": "id", "crm.lead": "partner_id"}

    @api.depends_context("uid")
    def _compute_dealer_next_activity_id(self):
        first = self._get_dealer_first_activities()
        for partner in self:
            activity = first.get(partner._origin.id, self.env["mail.activity"])
            partner.dealer_next_activity_id = activity
            partner.dealer_next_date = activity.date_deadline
            partner.dealer_next_user_id = activity.user_id
            words = (
                activity.summary or activity.activity_type_id.name,
                activity.res_name if activity.res_model != "res.partner" else "",
            )
            partner.dealer_next_text = " · ".join(filter(None, words))

    def _get_dealer_first_activities(self):
        """The activity of each customer which is due first, of those one may read.

        :return: dict id of res.partner -> mail.activity
        """
        owner = {}
        for model, link in self._get_dealer_activity_models().items():
            if not self.env[model].has_access("read"):
                continue
            if model == self._name:
                owner.update({(model, id_): id_ for id_ in self._origin.ids})
                continue
            for record in self.env[model].search_fetch(
                [(link, "in", self.ids), ("activity_ids", "!=", False)], [link]
            ):
                owner[model, record.id] = record[link].id
        found = {}
        ids = {model: [] for model, _id in owner}
        for model, id_ in owner:
            ids[model].append(id_)
        domain = fields.Domain.OR(
            [("res_model", "=", model), ("res_id", "in", model_ids)]
            for model, model_ids in ids.items()
        )
        for activity in self.env["mail.activity"].search(
            domain, order="date_deadline, id"
        ):
            partner = owner[activity.res_model, activity.res_id]
            found.setdefault(partner, activity)
        return found

    def action_dealer_next(self):
        """Open the record of the next action.

        :return: window action
        """
        self.ensure_one()
        activity = self.dealer_next_activity_id
        return {
            "type": "ir.actions.act_window",
            "res_model": activity.res_model or self._name,
            "res_id": activity.res_id or self.id,
            "views": [(False, "form")],
        }
