"""Planned tasks ask whose turn it is, as messages do when they are sent."""

from collections import defaultdict

from odoo import models


class DealerFollowUpRule(models.Model):
    _inherit = "dealer.follow.up.rule"

    def _insert_runs(self, decisions):
        """Leave out whom somebody else is about to contact.

        These occasions are not taken: the next nights ask again, as long as they are
        caught up with.
        """
        return super()._insert_runs(self._get_in_turn(decisions))

    def _get_in_turn(self, decisions):
        """Reserve the customers of planned tasks, in a call for each day and showroom.

        :param list decisions: tools.follow_up.Decision
        :return: list of those which may be acted on, stopped ones included
        """
        groups = defaultdict(list)
        for decision in decisions:
            days = [step.deadline for step in decision.steps if not step.stop]
            if days and not decision.stop and self.purpose:
                groups[decision.row.company_id, min(days)].append(decision)
        late = set()
        for (company_id, day), part in groups.items():
            # sudo: customers of everybody.
            people = self.env["res.partner"].sudo()
            people = people.browse({decision.row.partner_id for decision in part})
            origins = {
                decision.row.partner_id: self._get_contact_origin(
                    decision.row.record_id, decision.row.occurrence
                )
                for decision in part
            }
            free = people._get_contact_turn(
                self.purpose,
                self.channel,
                company=self.env["res.company"].browse(company_id or ()),
                day=day,
                origin=origins,
            )
            allowed = set(free.ids)
            late |= {
                id(decision)
                for decision in part
                if decision.row.partner_id not in allowed
            }
        return [decision for decision in decisions if id(decision) not in late]

    def _get_contact_origin(self, record_id, occurrence):
        """Name of an occasion among the reservations."""
        return f"follow_up:{self.id}:{record_id}:{occurrence}"


class DealerFollowUpRun(models.Model):
    _inherit = "dealer.follow.up.run"

    def _stop(self, reason):
        self.env["res.partner"]._give_back_contact(
            [
                run.rule_id._get_contact_origin(run.res_id, run.occurrence)
                for run in self
            ]
        )
        return super()._stop(reason)
