"""Due dates of vehicles, computed in sets: one statement for a slice of vehicles.

due date = the earliest of two days: last time + months, and the day on which the
odometer is expected to show last reading + kilometres. The expected odometer follows
the rule of ``dealer_crm/tools/odometer.py`` (median of slopes, Theil 1950, Sen 1968); a
test holds both against each other. What was never done counts from the first
registration. What is overdue for more than half a year without any record is taken as
done elsewhere and counts on by its interval: otherwise one old gap would hide
everything that comes.
"""

import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

CURSOR_KEY = "dealer_service.maintenance_cursor"
# Every slice reads the lines of all orders once: few and large ones.
SLICE = 60000
# More vehicles in one transaction are an import: left to the nightly run.
MAX_AT_ONCE = 500
ASSUMED_AFTER_DAYS = 180
DAYS_PER_MONTH = 30.4375
DONE_STATES = ("history", "ready", "delivered")
WRITTEN = (
    "maintenance_plan_id",
    "next_service_date",
    "next_service_odometer",
    "maintenance_clocks",
    "service_interval",
)


class DealerMaintenanceEngine(models.AbstractModel):
    _name = "dealer.maintenance.engine"
    _description = "Computation of Due Dates"

    # === WHEN === #

    @api.model
    def _cron_update(self):
        """Compute the due dates of all vehicles, slice by slice."""
        while True:
            first = self._get_cursor()
            ids = self._get_slice(first)
            if not ids:
                self._set_cursor(0)
                return
            try:
                self._update(ids)
            except psycopg2.OperationalError:
                # Somebody changed one of these vehicles meanwhile: once more, later.
                self.env.cr.rollback()
                _logger.info("due dates from vehicle %s on are computed later", first)
                self.env["ir.cron"]._commit_progress(remaining=1)
                return
            self._set_cursor(ids[-1])
            remaining = self.env["dealer.vehicle"].search_count(
                [("id", ">", ids[-1])], limit=1
            )
            if not self.env["ir.cron"]._commit_progress(len(ids), remaining=remaining):
                return

    def _get_slice(self, first):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM dealer_vehicle WHERE id > %s ORDER BY id LIMIT %s",
                first,
                SLICE,
            )
        )
        return [row[0] for row in rows]

    def _get_cursor(self):
        # sudo: parameters are closed for everybody but the administrator.
        return int(self.env["ir.config_parameter"].sudo().get_param(CURSOR_KEY) or 0)

    def _set_cursor(self, number):
        # sudo: as above
        self.env["ir.config_parameter"].sudo().set_param(CURSOR_KEY, str(number))

    def _restart(self):
        self._set_cursor(0)
        self.env.ref("dealer_service.ir_cron_maintenance")._trigger()

    @api.model
    def _schedule(self, vehicles):
        """Compute the due dates of vehicles once at the end of the transaction.

        :param vehicles: dealer.vehicle whose history, readings or model changed
        """
        ids = [id_ for id_ in vehicles.ids if id_]
        if not ids:
            return
        waiting = self.env.cr.precommit.data.setdefault("dealer.maintenance", set())
        if not waiting:
            self.env.cr.precommit.add(self._update_scheduled)
        waiting.update(ids)

    def _update_scheduled(self):
        ids = self.env.cr.precommit.data.pop("dealer.maintenance", set())
        if len(ids) <= MAX_AT_ONCE:
            self._update(sorted(ids))

    # === HOW === #

    @api.model
    def _update(self, vehicle_ids, today=None):
        """Store all that is computed of vehicles: what is due, and what others add.

        :param list vehicle_ids: ids of dealer.vehicle
        :param today: date, default the current one
        :return: list of ids whose due dates changed
        """
        return self._update_due_dates(vehicle_ids, today)

    @api.model
    def _update_due_dates(self, vehicle_ids, today=None):
        """Store what is due on vehicles; unchanged rows are not written.

        :param list vehicle_ids: ids of dealer.vehicle
        :param today: date, default the current one
        :return: list of ids whose due dates changed
        """
        if not vehicle_ids:
            return []
        self._flush()
        many = len(vehicle_ids) > MAX_AT_ONCE
        if many:
            # The planner expects a handful of rows from each step and would compare
            # every vehicle with every other one.
            self.env.cr.execute("SET LOCAL enable_nestloop TO off")
        rows = self.env.execute_query(self._get_sql(vehicle_ids, today))
        if many:
            self.env.cr.execute("SET LOCAL enable_nestloop TO on")
        self.env["dealer.vehicle"].browse(row[0] for row in rows).invalidate_recordset(
            [*WRITTEN, "maintenance_due_ids"], flush=False
        )
        self.env["dealer.maintenance.due"].invalidate_model(flush=False)
        return [row[0] for row in rows]

    def _flush(self):
        for name in (
            "dealer.vehicle",
            "dealer.vehicle.odometer",
            "dealer.service.order",
            "dealer.service.line",
            "dealer.maintenance.plan",
            "dealer.maintenance.line",
            "dealer.maintenance.part",
            "dealer.maintenance.profile",
            "fleet.vehicle.model",
            "dealer.vehicle.ownership",
            "dealer.pay.type",
            "res.partner",
        ):
            self.env[name].flush_model()

    def _get_sql(self, vehicle_ids, today):
        """The statement which stores the due dates of some vehicles.

        :param list vehicle_ids: ids of dealer.vehicle
        :param today: date or None
        :return: SQL, its rows are the ids of changed vehicles
        """
        today = today or fields.Date.context_today(self)
        parts = [
            ("car", self._get_car_sql(vehicle_ids)),
            ("plan", self._get_plan_sql()),
            *self._get_odometer_sql(today),
            ("proof", self._get_proof_sql()),
            ("done", self._get_done_sql(vehicle_ids)),
            *self._get_clock_sql(today),
        ]
        common = SQL(", ").join(
            SQL("%s AS MATERIALIZED (%s)", SQL.identifier(name), query)
            for name, query in parts
        )
        return SQL(
            """
            WITH %(common)s
            UPDATE dealer_vehicle vehicle
               SET maintenance_plan_id = total.plan_id,
                   next_service_date = total.due,
                   next_service_odometer = total.due_km,
                   maintenance_clocks = total.clocks,
                   service_interval = total.days
              FROM (SELECT chosen.id, earliest.plan_id, earliest.due, earliest.due_km,
                           earliest.clocks, rhythm.days
                      FROM unnest(%(ids)s) AS chosen (id)
                 LEFT JOIN (SELECT vehicle_id, (array_agg(plan_id))[1] AS plan_id,
                                   min(due) AS due, (array_agg(due_km))[1] AS due_km,
                                   jsonb_agg(jsonb_build_array(
                                       line_id, due, due_km, day, km, is_assumed))
                                       AS clocks
                              -- Sorted once: an ORDER BY in each aggregate would sort
                              -- the clocks of each vehicle twice.
                              FROM (SELECT * FROM clock
                                  ORDER BY vehicle_id, due, line_id) clock
                          GROUP BY vehicle_id) earliest
                        ON earliest.vehicle_id = chosen.id
                        -- Whole weeks: a new reading changes it a little.
                 LEFT JOIN (SELECT vehicle_id, 7 * round(min(cycle) / 7)::int AS days
                              FROM start GROUP BY vehicle_id) rhythm
                        ON rhythm.vehicle_id = chosen.id) total
             WHERE vehicle.id = total.id
               AND (vehicle.maintenance_plan_id, vehicle.next_service_date,
                    vehicle.next_service_odometer, vehicle.maintenance_clocks,
                    vehicle.service_interval)
                   IS DISTINCT FROM
                   (total.plan_id, total.due, total.due_km, total.clocks, total.days)
         RETURNING vehicle.id
            """,
            common=common,
            ids=list(vehicle_ids),
        )

    def _get_car_sql(self, vehicle_ids):
        """Customers' cars: what decides the plan, the factor, the first day."""
        return SQL(
            """
            SELECT vehicle.id, vehicle.model_id, model.brand_id,
                   COALESCE(vehicle.fuel_type, model.default_fuel_type, '')
                       AS fuel_type,
                   COALESCE(vehicle.model_year, 0) AS year,
                   COALESCE(profile.factor, 1) AS factor,
                   COALESCE(vehicle.first_registration,
                       CASE WHEN vehicle.model_year BETWEEN 1950 AND 2100
                            THEN make_date(vehicle.model_year, 7, 1) END) AS started
              FROM dealer_vehicle vehicle
              JOIN fleet_vehicle_model model ON model.id = vehicle.model_id
         LEFT JOIN dealer_maintenance_profile profile
                ON profile.id = vehicle.maintenance_profile_id
             WHERE vehicle.id = ANY(%s) AND vehicle.active
               AND vehicle.state = 'customer'
            """,
            list(vehicle_ids),
        )

    def _get_plan_sql(self):
        """The plan of each model, engine and year: the one which says most of them."""
        relation = self.env["dealer.maintenance.plan"]._fields["model_ids"].relation
        return SQL(
            """
            SELECT DISTINCT ON (kind.model_id, kind.fuel_type, kind.year)
                   kind.model_id, kind.fuel_type, kind.year, plan.id AS plan_id
              FROM (SELECT DISTINCT model_id, brand_id, fuel_type, year FROM car) kind
              JOIN dealer_maintenance_plan plan ON plan.active
               AND (plan.fuel_type IS NULL OR plan.fuel_type = kind.fuel_type)
               AND (plan.brand_id IS NULL OR plan.brand_id = kind.brand_id)
               AND kind.year >= COALESCE(plan.year_from, 0)
               AND (COALESCE(plan.year_to, 0) = 0
                    OR kind.year BETWEEN 1 AND plan.year_to)
         LEFT JOIN %(relation)s own ON own.dealer_maintenance_plan_id = plan.id
               AND own.fleet_vehicle_model_id = kind.model_id
             WHERE own.fleet_vehicle_model_id IS NOT NULL
                OR NOT EXISTS (SELECT FROM %(relation)s others
                                WHERE others.dealer_maintenance_plan_id = plan.id)
          ORDER BY kind.model_id, kind.fuel_type, kind.year,
                   own.fleet_vehicle_model_id IS NOT NULL DESC,
                   plan.brand_id IS NOT NULL DESC,
                   plan.fuel_type IS NOT NULL DESC,
                   GREATEST(plan.year_from, plan.year_to, 0) > 0 DESC,
                   plan.sequence, plan.id
            """,
            relation=SQL.identifier(relation),
        )

    def _get_proof_sql(self):
        """Products that show that an operation was done: its own, some of its parts."""
        return SQL(
            """
            SELECT id AS line_id, product_id FROM dealer_maintenance_line
             WHERE product_id IS NOT NULL
             UNION
            SELECT line_id, product_id FROM dealer_maintenance_part
             WHERE is_proof AND product_id IS NOT NULL
            """
        )

    def _get_done_sql(self, vehicle_ids):
        """Last time of each operation: an order with its product, or a part of it."""
        return SQL(
            """
            SELECT DISTINCT ON (car.id, line.id)
                   car.id AS vehicle_id, line.id AS line_id, work.day, work.km
              FROM (SELECT DISTINCT ON (visit.vehicle_id, job.product_id)
                           visit.vehicle_id, job.product_id, visit.date::date AS day,
                           NULLIF(visit.odometer, 0) AS km
                      FROM dealer_service_order visit
                      JOIN dealer_service_line job ON job.order_id = visit.id
                     WHERE visit.vehicle_id = ANY(%(ids)s)
                       AND visit.state = ANY(%(states)s)
                       AND job.product_id IN (SELECT product_id FROM proof)
                       AND %(condition)s
                  ORDER BY visit.vehicle_id, job.product_id, visit.date DESC,
                           visit.id DESC) work
              JOIN car ON car.id = work.vehicle_id
              JOIN plan ON plan.model_id = car.model_id AND plan.year = car.year
               AND plan.fuel_type = car.fuel_type
              JOIN dealer_maintenance_line line ON line.plan_id = plan.plan_id
              JOIN proof ON proof.line_id = line.id
               AND proof.product_id = work.product_id
          ORDER BY car.id, line.id, work.day DESC, work.km DESC NULLS LAST
            """,
            ids=list(vehicle_ids),
            states=list(DONE_STATES),
            condition=self._get_done_condition(),
        )

    @api.model
    def _get_done_condition(self):
        """Which lines of a service order count as done work.

        :return: SQL condition on ``job`` (the line) and ``visit`` (its order)
        """
        # What the customer has declined or put off was not done.
        return SQL(
            "job.product_id IS NOT NULL"
            " AND COALESCE(job.decision, 'approved') NOT IN ('declined', 'deferred')"
        )

    def _get_start_sql(self, today):
        """Where each clock begins, and how far it runs."""
        return SQL(
            """
            SELECT car.id AS vehicle_id, line.plan_id, line.id AS line_id, done.day,
                   COALESCE(done.km, CASE
                       WHEN driven.km IS NOT NULL AND done.day IS NOT NULL
                       THEN GREATEST(0, round(
                           driven.km - driven.rate * (%(today)s - done.day)))
                       END)::int AS km,
                   COALESCE(done.day, car.started) AS start_day,
                   driven.km AS now_km, NULLIF(driven.rate, 0) AS rate,
                   car.factor * COALESCE(
                       CASE WHEN done.day IS NULL THEN NULLIF(line.first_km, 0) END,
                       NULLIF(line.interval_km, 0)) AS for_km,
                   car.factor * COALESCE(
                       CASE WHEN done.day IS NULL THEN NULLIF(line.first_months, 0) END,
                       NULLIF(line.interval_months, 0)) AS for_months,
                   LEAST(car.factor * NULLIF(line.interval_months, 0) * %(month)s,
                         car.factor * NULLIF(line.interval_km, 0)
                         / NULLIF(driven.rate, 0)) AS cycle
              FROM car
              JOIN plan ON plan.model_id = car.model_id AND plan.year = car.year
               AND plan.fuel_type = car.fuel_type
              JOIN dealer_maintenance_line line ON line.plan_id = plan.plan_id
         LEFT JOIN driven ON driven.vehicle_id = car.id
         LEFT JOIN done ON done.vehicle_id = car.id AND done.line_id = line.id
            """,
            today=today,
            month=DAYS_PER_MONTH,
        )

    def _get_clock_sql(self, today):
        """One clock for each vehicle and operation.

        :return: list of tuples (name, SQL); the last one, ``clock``, has vehicle_id,
            plan_id, line_id, day and km (last time), due, due_km, is_assumed
        """
        first = SQL(
            """
            SELECT start.*, LEAST(
                       (start_day + make_interval(months => floor(for_months)::int,
                           days => round((for_months - floor(for_months)) * 30)::int)
                       )::date,
                       CASE WHEN rate IS NOT NULL AND for_km IS NOT NULL
                            THEN %(today)s + LEAST(GREATEST(round(
                                (COALESCE(km, 0) + for_km - now_km) / rate),
                                -36500), 36500)::int END) AS due
              FROM start
            """,
            today=today,
        )
        clock = SQL(
            """
            SELECT vehicle_id, plan_id, line_id, day, km, is_assumed,
                   CASE WHEN is_assumed THEN later ELSE due END AS due,
                   CASE WHEN NOT is_assumed THEN round(COALESCE(km, 0) + for_km)
                        WHEN for_km IS NOT NULL
                        THEN round(now_km + rate * (later - %(today)s)) END::int
                        AS due_km
              FROM (SELECT first.*, due < %(limit)s AS is_assumed,
                           due + (ceil((%(limit)s - due) / cycle) * cycle)::int AS later
                      FROM first WHERE due IS NOT NULL) rolled
             WHERE NOT is_assumed OR later IS NOT NULL
            """,
            today=today,
            limit=today - timedelta(days=ASSUMED_AFTER_DAYS),
        )
        return [
            ("start", self._get_start_sql(today)),
            ("first", first),
            ("clock", clock),
        ]
