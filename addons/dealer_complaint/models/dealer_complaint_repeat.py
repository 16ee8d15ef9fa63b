"""Complaints about the same: found by themselves, held together by the first one."""

from datetime import timedelta

from odoo import api, fields, models

from ..tools import rules


class DealerComplaint(models.Model):
    _inherit = "dealer.complaint"

    repeat_of_id = fields.Many2one(
        comodel_name="dealer.complaint",
        string="Repeat of",
        domain="[('id', '!=', id), ('repeat_of_id', '=', False),"
        " ('company_id', '=', company_id)]",
        check_company=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        tracking=True,
        help="The first complaint about the same. Found by customer or car, root cause "
        "and time; change it where the computer is wrong.",
    )
    repeat_ids = fields.One2many(
        comodel_name="dealer.complaint", inverse_name="repeat_of_id", string="Repeats"
    )
    repeat_count = fields.Integer(compute="_compute_repeat_count")

    @api.depends("repeat_of_id", "repeat_ids")
    def _compute_repeat_count(self):
        firsts = self | self.repeat_of_id
        groups = self._read_group(
            [("repeat_of_id", "in", firsts.ids)], ["repeat_of_id"], ["__count"]
        )
        counts = {first.id: count for first, count in groups}
        for complaint in self:
            first = complaint.repeat_of_id or complaint
            complaint.repeat_count = counts.get(first.id, 0)

    @api.model
    def _get_repeat_fields(self):
        """Fields on which it depends whether two complaints are about the same."""
        return ("partner_id", "vehicle_id", "cause_id", "step", "date")

    def _group_repeats(self):
        """Find out which earlier complaint each is a repeat of."""
        # sudo: the first one may be a colleague's; only its number is shown.
        own = self.sudo()
        for company, complaints in own.grouped("company_id").items():
            days = company.dealer_complaint_repeat_days
            cases = complaints._find_cases(days)
            for complaint in complaints:
                first = rules.find_first(complaint._get_case(), cases, days)
                complaint._set_first(own.browse(first))

    def _get_contradicting(self):
        """Repeats whose root cause turned out to be another than that of the first.

        :return: dealer.complaint with all rights
        """
        # sudo: a repeat may be a colleague's.
        return self.sudo().repeat_ids.filtered(
            lambda one: (
                one.cause_id
                and one.repeat_of_id.cause_id
                and one.cause_id != one.repeat_of_id.cause_id
            )
        )

    def _group_anew(self):
        """Find the first ones again, for repeats which have lost theirs."""
        self.repeat_of_id = False
        self._group_repeats()

    def _find_cases(self, days):
        """Complaints of the same customers and cars in the time before.

        :param int days: how long before
        :return: list of tools.rules.Case
        """
        found = self.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("state", "!=", "withdrawn"),
                ("date", ">=", min(self.mapped("date")) - timedelta(days=days)),
                "|",
                ("partner_id", "in", self.partner_id.ids),
                ("vehicle_id", "in", self.vehicle_id.ids),
            ]
        )
        return [complaint._get_case() for complaint in found]

    def _get_case(self):
        return rules.Case(
            id=self.id,
            date=self.date,
            partner=self.partner_id.id or 0,
            vehicle=self.vehicle_id.id or 0,
            cause=self.cause_id.id or 0,
            step=self.step,
            first=self.repeat_of_id.id or 0,
        )

    def _set_first(self, first):
        """Put a complaint, and those which were repeats of it, under the first one.

        :param first: dealer.complaint, empty when it is no repeat
        """
        if self.repeat_of_id != first:
            self.repeat_of_id = first
        if first:
            self.repeat_ids.repeat_of_id = first

    def action_repeats(self):
        """Open all complaints about the same.

        :return: window action
        """
        self.ensure_one()
        first = self.repeat_of_id or self
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_complaint.dealer_complaint_action"
        )
        return {
            **action,
            "name": self.env._("Repeats"),
            "domain": ["|", ("id", "=", first.id), ("repeat_of_id", "=", first.id)],
            "context": {},
            "views": [(False, "list"), (False, "form")],
        }
