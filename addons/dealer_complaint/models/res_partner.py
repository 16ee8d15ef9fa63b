from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_complaint_count = fields.Integer(
        string="Complaint Count", compute="_compute_dealer_complaint_count"
    )

    def _compute_dealer_complaint_count(self):
        counts = self.env["dealer.complaint"]._count_by("partner_id", self)
        for partner in self:
            partner.dealer_complaint_count = counts.get(partner.id, 0)

    def action_dealer_complaints(self):
        """Open the complaints of the person, or begin one.

        :return: window action
        """
        self.ensure_one()
        return self.env["dealer.complaint"]._get_list_action(
            [("partner_id", "=", self.id)], default_partner_id=self.id
        )

    def _get_dealer_card_facts(self):
        facts = super()._get_dealer_card_facts()
        complaints = self.env["dealer.complaint"]
        if not complaints.has_access("read"):
            return facts
        groups = complaints._read_group(
            [*complaints._get_open_domain(), ("partner_id", "in", self.ids)],
            ["partner_id"],
            ["__count"],
        )
        for partner, count in groups:
            fact = {
                "icon": "fa-comments-o",
                "text": self.env._("Complaints not answered: %(count)s", count=count),
                "tone": "danger",
            }
            facts.setdefault(partner, []).append(fact)
        return facts

    def _get_dealer_card_actions(self, partner, vehicle):
        actions = super()._get_dealer_card_actions(partner, vehicle)
        if partner and self.env["dealer.complaint"].has_access("create"):
            actions.append(
                {
                    "name": "complaint",
                    "label": self.env._("Complaint"),
                    "icon": "fa-comments-o",
                    "action": self._prepare_dealer_form(
                        "dealer.complaint",
                        default_partner_id=partner.id,
                        default_vehicle_id=vehicle.id,
                    ),
                }
            )
        return actions
