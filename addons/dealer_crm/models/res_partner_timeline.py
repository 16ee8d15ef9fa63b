from odoo import api, fields, models

# Rows on the form; the button opens all.
SHOWN_ROWS = 20


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_timeline_ids = fields.Many2many(
        comodel_name="dealer.timeline",
        string="Time Line",
        compute="_compute_dealer_timeline_ids",
        groups="dealer_crm.group_dealer_staff",
    )

    @api.depends_context("uid", "company")
    def _compute_dealer_timeline_ids(self):
        rows = self.env["dealer.timeline"]
        shown = [name for name, field in rows._fields.items() if field.store]
        # Of one person, on their form: a list of contacts does not show it.
        for partner in self:
            found = rows
            if known := partner._origin:
                domain = known._get_dealer_timeline_domain()
                found = rows.search_fetch(domain, shown, limit=SHOWN_ROWS)
            partner.dealer_timeline_ids = found

    def _get_dealer_timeline_domain(self):
        """Whose rows are shown: the person, for a company its people, too.

        :return: list, domain of dealer.timeline
        """
        self.ensure_one()
        people = self.with_context(active_test=False).search(
            [("id", "child_of", self.ids)], order="id"
        )
        return [("partner_id", "in", (self | people).ids)]

    def action_dealer_timeline(self):
        """Open everything that happened with the customer.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_timeline_action"
        )
        action["domain"] = self._get_dealer_timeline_domain()
        action["display_name"] = self.env._(
            "Time line of %(name)s", name=self.display_name
        )
        return action
