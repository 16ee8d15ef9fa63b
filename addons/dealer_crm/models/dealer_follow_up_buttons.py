"""Switching rules on and off, and what they did."""

from odoo import fields, models
from odoo.exceptions import UserError


class DealerFollowUpRule(models.Model):
    _inherit = "dealer.follow.up.rule"

    def action_activate(self):
        """From today on the rule plans tasks, every night.

        :return: True
        :raise UserError: the rule was not tried on the past as it is now
        """
        self.check_access("write")
        for rule in self:
            if rule.state not in ("replayed", "off") or not rule.replayed_at:
                raise UserError(
                    self.env._(
                        "Try the rule “%(rule)s” on the past 12 months first: you see "
                        "how many tasks it makes for whom.",
                        rule=rule.name,
                    )
                )
        # sudo: recorded, see ``_check_recorded``.
        self.sudo().write(
            {
                "state": "active",
                "active_from": fields.Date.context_today(self),
                "activated_at": fields.Datetime.now(),
                "activated_by_id": self.env.uid,
                "problem": False,
            }
        )
        return True

    def action_switch_off(self):
        """The rule plans nothing any more; what is open stays.

        :return: True
        """
        self.check_access("write")
        active = self.filtered(lambda rule: rule.state == "active")
        # sudo: recorded, see ``_check_recorded``.
        active.sudo().write({"state": "off"})
        return True

    def action_archive(self):
        self.action_switch_off()
        return super().action_archive()

    def action_remove_tasks(self):
        """Remove the open tasks of rules which are switched off.

        :return: notification with their number
        :raise UserError: a rule is switched on
        """
        self.check_access("write")
        if any(rule.state == "active" for rule in self):
            raise UserError(self.env._("Switch the rule off first."))
        # sudo: also tasks on customers of others.
        runs = self.env["dealer.follow.up.run"].sudo()
        open_runs = runs.search(
            [("rule_id", "in", self.ids), ("activity_ids", "!=", False)]
        )
        count = open_runs._stop("removed")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(count)s open tasks removed", count=count),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_view_runs(self):
        """What the rule did, as figures.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_follow_up_run_action"
        )
        action["domain"] = [("rule_id", "=", self.id)]
        return action

    def action_view_tasks(self):
        """The open tasks of the rule.

        :return: window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open Tasks"),
            "res_model": "mail.activity",
            "views": [(False, "list"), (False, "form")],
            "domain": [("dealer_follow_up_rule_id", "=", self.id)],
        }
