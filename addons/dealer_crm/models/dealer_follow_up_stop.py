"""Open tasks which are not needed any more are removed, every night."""

import logging
from collections import defaultdict

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..tools.follow_up import Row, stop_on

_logger = logging.getLogger(__name__)

SLICE = 1000


class DealerFollowUpRun(models.Model):
    _inherit = "dealer.follow.up.run"

    @api.model
    def _stop_open(self, today):
        """Stop the runs which have open tasks and whose customer bought, sold the car
        or does not want to be contacted. In slices, each committed.

        :param date today: day until which facts count
        :return: bool, False when the time of the cron is over
        """
        cron = self.env["ir.cron"]
        last_id = 0
        while rows := self._get_open_rows(last_id):
            last_id = rows[-1][0]
            try:
                self._stop_rows(rows, today)
                self.env.flush_all()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                # Somebody works at night: the next one removes these.
                _logger.info("follow-ups are stopped later: %s", error)
                self.env.cr.rollback()
            if not cron._commit_progress():
                return False
        return True

    @api.model
    def _stop_rows(self, rows, today):
        by_reason = defaultdict(list)
        for run_id, reason in self._find_stops(rows, today):
            by_reason[reason].append(run_id)
        for reason, ids in by_reason.items():
            self.browse(ids)._stop(reason)

    @api.model
    def _get_open_rows(self, last_id):
        """The next runs with open tasks, with the facts which may stop them.

        :return: list of tuples (id, rule id, tools.follow_up.Row)
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT part.id, part.rule_id, part.res_id, part.partner_id,
                       part.company_id, part.user_id, part.vehicle_id, part.since,
                       part.occurrence, bought.day, sold.day
                  FROM (SELECT * FROM dealer_follow_up_run run
                         WHERE run.id > %s AND EXISTS (
                               SELECT FROM mail_activity task
                                WHERE task.dealer_follow_up_run_id = run.id
                                  AND task.active)
                      ORDER BY run.id LIMIT %s) part
                       %s
              ORDER BY part.id
                """,
                last_id,
                SLICE,
                self.env["dealer.follow.up.rule"]._get_stop_facts(),
            )
        )
        return [(run_id, rule_id, Row(*rest)) for run_id, rule_id, *rest in rows]

    @api.model
    def _find_stops(self, rows, today):
        """Which of the runs are stopped, and why.

        :return: list of tuples (id, value of ``stop_reason``)
        """
        by_rule = defaultdict(list)
        for run_id, rule_id, row in rows:
            by_rule[rule_id].append((run_id, row))
        found = []
        for rule in self.env["dealer.follow.up.rule"].browse(by_rule):
            part = by_rule[rule.id]
            stops = rule._get_stops()
            wanted = rule._get_wanted([row for _run_id, row in part])
            for run_id, row in part:
                reason = stop_on(today, row, stops)
                if not reason and (row.partner_id, row.vehicle_id) not in wanted:
                    reason = "opted_out"
                if reason:
                    found.append((run_id, reason))
        return found
