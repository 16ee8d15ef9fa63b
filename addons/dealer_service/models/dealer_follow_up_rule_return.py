"""The event "Service customer lost", and its tasks at the press of a button."""

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.dealer_crm.tools.follow_up import Event, Row

from ..tools import retention
from .dealer_maintenance_engine import DONE_STATES

# No interval is longer; keeps the selection of a day small.
MAX_DAYS = 1500


class DealerFollowUpRule(models.Model):
    _inherit = "dealer.follow.up.rule"

    event = fields.Selection(
        selection_add=[("service_lost", "Service customer lost")],
        ondelete={"service_lost": "cascade"},
    )

    @api.model
    def _get_events(self):
        return {
            **super()._get_events(),
            "service_lost": Event(
                "dealer.vehicle", stops=("sold",), purpose="service_due"
            ),
        }

    def _get_event_service_lost(self, first, last):
        """A car was not seen for its interval and the months after which it is lost.

        From the visits, not from the stored state: the past gives what it would have
        given, with the interval of today.
        """
        months = self.env["dealer.maintenance.engine"]._get_retention_months()
        return SQL(
            """
            SELECT * FROM (
                SELECT car.id AS record_id, car.owner_id AS partner_id,
                       visit.company_id, visit.advisor_id AS user_id,
                       car.id AS vehicle_id, visit.date::date AS since,
                       (visit.date::date + COALESCE(NULLIF(car.service_interval, 0),
                            %(usual)s) + make_interval(months => %(lost)s))::date + 1
                       AS occurrence
                  FROM dealer_service_order visit
                  JOIN dealer_vehicle car ON car.id = visit.vehicle_id
                   AND car.active AND car.state = 'customer'
                 WHERE visit.state = ANY(%(states)s)
                   AND visit.partner_id = car.owner_id
                   AND visit.date BETWEEN %(first)s::date - %(max)s AND %(last)s) gone
             WHERE occurrence BETWEEN %(first)s AND %(last)s
               AND NOT EXISTS (SELECT FROM dealer_service_order later
                                WHERE later.vehicle_id = gone.vehicle_id
                                  AND later.state = ANY(%(states)s)
                                  AND later.date::date > gone.since
                                  AND later.date < gone.occurrence)
            """,
            usual=round(months["usual"] * retention.DAYS_PER_MONTH),
            lost=months["lost"],
            states=list(DONE_STATES),
            first=first,
            last=last,
            max=MAX_DAYS,
        )

    def _get_return_sql(self, vehicles):
        """Cars which stay away; the event is the day since which they are at risk or
        lost."""
        months = self.env["dealer.maintenance.engine"]._get_retention_months()
        return SQL(
            """
            SELECT car.id AS record_id, car.owner_id AS partner_id,
                   visit.company_id, visit.advisor_id AS user_id,
                   car.id AS vehicle_id, car.last_visit_date AS since,
                   (car.expected_visit_date + make_interval(
                       months => CASE car.retention_state WHEN 'lost' THEN %(lost)s
                                      ELSE %(risk)s END))::date + 1 AS occurrence
              FROM dealer_vehicle car
         LEFT JOIN LATERAL (SELECT company_id, advisor_id FROM dealer_service_order one
                             WHERE one.vehicle_id = car.id
                               AND one.state = ANY(%(states)s)
                          ORDER BY one.date DESC, one.id DESC LIMIT 1) visit ON TRUE
             WHERE car.id = ANY(%(ids)s)
               AND car.retention_state IN ('at_risk', 'lost')
            """,
            ids=vehicles.ids,
            states=list(DONE_STATES),
            **{name: months[name] for name in ("risk", "lost")},
        )

    def _plan_return(self, vehicles):
        """Plan the tasks of the rule for cars which stay away, from today on.

        :param vehicles: dealer.vehicle
        :return: tuple (cars with tasks, cars without)
        """
        self.ensure_one()
        self.env.flush_all()
        part = self._get_return_sql(vehicles)
        rows = [Row(*row) for row in self.env.execute_query(self._get_sql(part))]
        # Who says no today may agree later: no occasion is taken for them.
        wanted = self._get_wanted(rows)
        rows = [row for row in rows if (row.partner_id, row.vehicle_id) in wanted]
        today = fields.Date.context_today(self)
        runs = self.with_context(dealer_follow_up_from=today)._plan(
            self._filter_new(rows)
        )
        planned = len(runs.filtered(lambda run: run.state == "planned"))
        return planned, len(vehicles) - planned

    def _shift_deadlines(self, decisions):
        """What is planned by hand for an event of the past is not due in the past."""
        if first := self.env.context.get("dealer_follow_up_from"):
            for decision in decisions:
                for step in decision.steps:
                    step.deadline = max(step.deadline, first)
        return super()._shift_deadlines(decisions)
