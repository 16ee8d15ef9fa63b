"""Follow-up rules which are switched on, and what they did in the last weeks."""

from datetime import timedelta

from odoo import Command, fields, models

from .dealer_demo_leads import SILENT

SWITCHED_ON = (
    "dealer_crm.dealer_follow_up_rule_delivery",
    "dealer_crm.dealer_follow_up_rule_test_drive",
    "dealer_crm.dealer_follow_up_rule_birthday",
    "dealer_crm.dealer_follow_up_rule_no_contact",
    "dealer_service.dealer_follow_up_rule_service",
    "dealer_service.dealer_follow_up_rule_return",
)
# Tried, but nobody has decided yet.
TRIED = ("dealer_crm.dealer_follow_up_rule_ownership",)
DAYS = 45
# Tasks of earlier days are done.
OPEN_DAYS = 2


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("follow_ups", "follow-up rules", self._make_follow_ups),
        ]

    def _make_follow_ups(self, house):
        director = self._get_user("director")
        for name in (*SWITCHED_ON, *TRIED):
            rule = self.env.ref(name).with_user(director)
            rule.user_ids = [Command.set(self._get_user("bdc").ids)]
            # All showrooms of the group.
            rule.with_context(
                allowed_company_ids=director.company_ids.ids, lang=director.lang
            ).action_replay()
        for name in SWITCHED_ON:
            rule = self.env.ref(name)
            rule.with_user(director).action_activate()
            self._live(rule, house.today)

    def _live(self, rule, today):
        """The nights since a rule was switched on, one by one."""
        first = today - timedelta(days=DAYS)
        rule.write(
            {
                "active_from": first,
                "activated_at": fields.Datetime.to_datetime(first) + timedelta(hours=8),
            }
        )
        rows = rule.with_context(**SILENT)._select(first, today)
        runs = rule.with_context(**SILENT)._plan(rows)
        for run in runs:
            day = run.occurrence - timedelta(days=rule.days_before)
            run.planned_on = day
            run.stopped_on = run.stopped_on and day
        done = runs.activity_ids.filtered(
            lambda task: task.date_deadline < today - timedelta(days=OPEN_DAYS)
        )
        done.write({"active": False})
