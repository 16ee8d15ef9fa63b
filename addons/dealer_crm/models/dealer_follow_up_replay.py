"""A rule is tried on the past: what it would have done, without doing it."""

import json
from collections import Counter, defaultdict
from dataclasses import astuple, dataclass

from babel.dates import format_date
from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import babel_locale_parse, get_lang

from ..tools import follow_up

MONTHS = 12
SLICE = 5000


@dataclass
class Figures:
    """Sums of a replay.

    :param tasks: tasks planned
    :param stopped: tasks, or whole occasions, which are not done
    :param people: occasions on which somebody was to be contacted
    :param bought: of these, customers who bought later by themselves
    """

    tasks: int = 0
    stopped: int = 0
    people: int = 0
    bought: int = 0


class DealerFollowUpRule(models.Model):
    _inherit = "dealer.follow.up.rule"

    replayed_at = fields.Datetime(string="Tried At", readonly=True, copy=False)
    replayed_by_id = fields.Many2one(
        "res.users", string="Tried By", readonly=True, copy=False
    )
    replay_task_count = fields.Integer(string="Tasks", readonly=True, copy=False)
    replay_day_count = fields.Float(
        string="Tasks per Working Day",
        compute="_compute_replay_figures",
        help="252 working days a year.",
    )
    replay_people_count = fields.Integer(
        string="Customers to Contact", readonly=True, copy=False
    )
    replay_stopped_count = fields.Integer(string="Stopped", readonly=True, copy=False)
    replay_bought_count = fields.Integer(
        string="Bought Anyway",
        readonly=True,
        copy=False,
        help="Of the customers to contact, those who bought a car afterwards although "
        "the rule did not exist.",
    )
    replay_bought_share = fields.Float(
        string="Share Bought Anyway", compute="_compute_replay_figures"
    )
    replay_graph = fields.Text(readonly=True, copy=False)

    def _compute_replay_figures(self):
        for rule in self:
            rule.replay_day_count = rule.replay_task_count / 252
            people = rule.replay_people_count
            rule.replay_bought_share = (
                rule.replay_bought_count / people if people else 0.0
            )

    def action_replay(self):
        """Try the rule on the past 12 months.

        :return: window action with the tasks by day and person
        :raise UserError: the rule is switched on
        """
        self.ensure_one()
        self.check_access("write")
        if self.state == "active":
            raise UserError(
                self.env._("The rule is switched on. Switch it off to try it again.")
            )
        last = fields.Date.context_today(self) - relativedelta(days=1)
        first = last - relativedelta(months=MONTHS) + relativedelta(days=1)
        figures = self._replay(first, last)
        total = self._write_replay_lines(figures)
        months = follow_up.by_month(self._count_days(figures), first, last)
        # sudo: recorded, see ``_check_recorded``.
        self.sudo().write(
            {
                "state": "replayed",
                "replayed_at": fields.Datetime.now(),
                "replayed_by_id": self.env.uid,
                "replay_task_count": total.tasks,
                "replay_people_count": total.people,
                "replay_stopped_count": total.stopped,
                "replay_bought_count": total.bought,
                "replay_graph": self._prepare_graph(months),
            }
        )
        return self._get_replay_action()

    def action_view_replay(self):
        """The last replay by day and person; each manager sees the own one.

        :return: window action
        :raise UserError: its lines are gone, as those of every wizard after a while
        """
        self.ensure_one()
        lines = self.env["dealer.follow.up.replay"]
        found = lines.search_count([("rule_id", "=", self.id)], limit=1)
        if not found and self.replay_task_count:
            raise UserError(
                self.env._(
                    "The figures by day are kept for a short time, and for who tried "
                    "the rule. Try it again to see them."
                )
            )
        return self._get_replay_action()

    def _get_replay_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_follow_up_replay_action"
        )
        action["domain"] = [("rule_id", "=", self.id)]
        action["display_name"] = self.env._("Replay: %(rule)s", rule=self.name)
        return action

    def _replay(self, first, last):
        """What the rule would have done from one day to another.

        Calls the same functions as the night: ``_select`` and ``_decide``.

        :param date first: first day
        :param date last: last day
        :return: dict (day, id of res.users, id of res.company, reason or "") ->
            Figures
        """
        figures = defaultdict(Figures)
        rows = self._select(first, last)
        allowed = {None, *self.env.companies.ids}
        rows = [row for row in rows if row.company_id in allowed]
        # Tasks of today say nothing about those of the past.
        known = set()
        for start in range(0, len(rows), SLICE):
            for decision in self._decide(rows[start : start + SLICE], known):
                self._add_decision(figures, decision)
        return figures

    def _add_decision(self, figures, decision):
        """Count one occasion and its tasks."""
        row, first_step = decision.row, True
        for step in decision.steps:
            user_id = step.user.id if step.user else False
            reason = decision.stop or step.stop
            found = figures[step.deadline, user_id, row.company_id, reason]
            found.tasks += not reason
            found.stopped += bool(reason)
            if first_step and not reason:
                found.people += 1
                found.bought += bool(row.bought_on and row.bought_on > decision.day)
                first_step = False
        if not decision.steps:
            figures[decision.day, False, row.company_id, decision.stop].stopped += 1

    def _count_days(self, figures):
        """Tasks of each day.

        :return: Counter date -> number
        """
        days = Counter()
        for (day, *_who), found in figures.items():
            days[day] += found.tasks
        return days

    def _write_replay_lines(self, figures):
        """Keep the figures for graph and pivot, instead of those of before.

        :return: Figures of all together
        """
        lines = self.env["dealer.follow.up.replay"]
        lines.search([("rule_id", "=", self.id)]).unlink()
        lines.create(
            [
                {
                    "rule_id": self.id,
                    "day": day,
                    "user_id": user_id,
                    "company_id": company_id,
                    "reason": reason or "planned",
                    "task_count": found.tasks,
                    "stopped_count": found.stopped,
                    "people_count": found.people,
                    "bought_count": found.bought,
                }
                for (day, user_id, company_id, reason), found in figures.items()
            ]
        )
        sums = zip(*map(astuple, figures.values()), strict=True)
        return Figures(*map(sum, sums)) if figures else Figures()

    def _prepare_graph(self, months):
        """Tasks by month, for the small graph of the form.

        :param list months: (first day, number)
        :return: JSON as the widget ``dashboard_graph`` takes it
        """
        locale = babel_locale_parse(get_lang(self.env).code)
        values = [
            {
                "label": format_date(month, "MMM yy", locale=locale),
                "value": count,
                "type": "past",
            }
            for month, count in months
        ]
        return json.dumps([{"values": values, "key": self.env._("Tasks")}])
