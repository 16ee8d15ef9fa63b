"""How warm a lead is, and by when the customer hears from us."""

from datetime import timedelta

from odoo import api, fields, models

# Days between two contacts by level; settings may say otherwise.
GAPS = {"h": 2, "a": 3, "b": 7, "c": 30}


class CrmLead(models.Model):
    _inherit = "crm.lead"

    dealer_level = fields.Selection(
        selection=[
            ("h", "H: buys within a week"),
            ("a", "A: within two weeks"),
            ("b", "B: within a month"),
            ("c", "C: later"),
        ],
        string="Level",
        default="b",
        tracking=True,
        index=True,
        help="When the customer is going to buy. It says how often we get in touch.",
    )
    dealer_call_ids = fields.One2many(
        comodel_name="dealer.call", inverse_name="lead_id", string="Calls"
    )
    dealer_contact_due = fields.Date(
        string="Contact Until",
        compute="_compute_dealer_contact_due",
        store=True,
        index="btree_not_null",
        help="Last day for the next contact: the last answered call (or the beginning) "
        "and the days of the level.",
    )
    dealer_is_overdue = fields.Boolean(
        string="Contact Overdue",
        compute="_compute_dealer_is_overdue",
        search="_search_dealer_is_overdue",
    )

    @api.depends(
        "dealer_level",
        "won_status",
        "create_date",
        "dealer_call_ids.is_answered",
        "dealer_call_ids.started_at",
    )
    def _compute_dealer_contact_due(self):
        gaps = self._get_dealer_level_gaps()
        for lead in self:
            answered = lead.dealer_call_ids.filtered("is_answered")
            since = max(answered.mapped("started_at"), default=lead.create_date)
            gap = gaps.get(lead.dealer_level)
            open_ = lead.won_status not in ("won", "lost")
            lead.dealer_contact_due = (
                open_ and gap and since and (since + timedelta(days=gap)).date()
            )

    @api.depends("dealer_contact_due")
    def _compute_dealer_is_overdue(self):
        today = fields.Date.context_today(self)
        for lead in self:
            due = lead.dealer_contact_due
            lead.dealer_is_overdue = bool(due and due < today)

    def _search_dealer_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        domain = fields.Domain("dealer_contact_due", "<", today)
        return domain if True in value else ~domain

    @api.model
    def _get_dealer_level_gaps(self):
        """Days between two contacts.

        :return: dict level -> whole number
        """
        # sudo: a setting on which everybody's due days rest.
        params = self.env["ir.config_parameter"].sudo()
        return {
            level: int(params.get_param(f"dealer_crm.level_days_{level}") or days)
            for level, days in GAPS.items()
        }
