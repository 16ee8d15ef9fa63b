"""``tools.odometer.predict`` of dealer_crm in SQL, for many vehicles at once."""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from odoo.addons.dealer_crm.tools import odometer


class DealerMaintenanceEngine(models.AbstractModel):
    _inherit = "dealer.maintenance.engine"

    def _get_odometer_sql(self, today):
        """Expected kilometres today and a day: ``tools.odometer.predict`` in SQL.

        :return: list of tuples (name, SQL); the last one, ``driven``, has vehicle_id,
            km, rate (km a day)
        """
        since = today - timedelta(days=odometer.WINDOW_DAYS)
        reading = SQL(
            """
            SELECT reading.vehicle_id, reading.id, reading.date AS day,
                   reading.value AS km,
                   sum(CASE WHEN reading.reason IN ('replaced', 'rolled_back')
                            THEN 1 ELSE 0 END)
                       OVER (PARTITION BY reading.vehicle_id
                                 ORDER BY reading.date, reading.id) AS count_no
              FROM car
              JOIN dealer_vehicle_odometer reading ON reading.vehicle_id = car.id
             WHERE reading.reason IS DISTINCT FROM 'typing_error'
               AND reading.date <= %s
            """,
            today,
        )
        slope = SQL(
            """
            SELECT first.vehicle_id, percentile_cont(0.5) WITHIN GROUP (
                       ORDER BY (second.km - first.km)::float
                                / (second.day - first.day)) AS rate
              FROM reading first
              JOIN reading second ON second.vehicle_id = first.vehicle_id
               AND second.count_no = first.count_no
               AND second.day - first.day >= %(least)s
             WHERE first.day >= %(since)s
          GROUP BY first.vehicle_id
            """,
            least=odometer.MIN_PAIR_DAYS,
            since=since,
        )
        return [
            ("reading", reading),
            ("slope", slope),
            ("rate", self._get_rate_sql(since)),
            *self._get_line_sql(today, since),
        ]

    def _get_rate_sql(self, since):
        """Kilometres a day: median slope, the usual ones where the span is short."""
        per_year, most = self.env["dealer.vehicle"]._get_odometer_settings()
        return SQL(
            """
            SELECT span.vehicle_id, LEAST(GREATEST(
                       CASE WHEN slope.rate IS NULL THEN %(usual)s
                            ELSE LEAST(1, span.days / %(full)s) * slope.rate
                                 + (1 - LEAST(1, span.days / %(full)s)) * %(usual)s
                       END, 0), %(most)s) AS rate
              FROM (SELECT vehicle_id, sum(days)::float AS days
                      FROM (SELECT vehicle_id, max(day) FILTER (WHERE day >= %(since)s)
                                   - min(day) FILTER (WHERE day >= %(since)s) AS days
                              FROM reading GROUP BY vehicle_id, count_no) counts
                  GROUP BY vehicle_id) span
         LEFT JOIN slope ON slope.vehicle_id = span.vehicle_id
            """,
            usual=per_year / odometer.DAYS_PER_YEAR,
            most=most / odometer.DAYS_PER_YEAR,
            full=float(odometer.FULL_SPAN_DAYS),
            since=since,
        )

    def _get_line_sql(self, today, since):
        """The line through the readings since the count began last."""
        anchor = SQL(
            """
            SELECT ranked.vehicle_id, ranked.day, ranked.id, ranked.km, rate.rate,
                   ranked.km + rate.rate * (%(today)s - ranked.day) AS start,
                   row_number() OVER (PARTITION BY ranked.vehicle_id
                       ORDER BY ranked.day DESC, ranked.id DESC) AS place
              FROM (SELECT reading.*,
                           max(count_no) OVER mine AS last_count,
                           max(day) OVER mine AS last_day,
                           row_number() OVER (PARTITION BY vehicle_id
                               ORDER BY day DESC, id DESC) AS place
                      FROM reading WINDOW mine AS (PARTITION BY vehicle_id)) ranked
              JOIN rate ON rate.vehicle_id = ranked.vehicle_id
             WHERE ranked.count_no = ranked.last_count
               AND (ranked.day >= %(since)s
                    OR (ranked.last_day < %(since)s AND ranked.place = 1))
            """,
            today=today,
            since=since,
        )
        middle = SQL(
            """
            SELECT vehicle_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY start) AS km
              FROM anchor GROUP BY vehicle_id
            """
        )
        driven = SQL(
            """
            SELECT anchor.vehicle_id, max(anchor.rate) AS rate,
                   GREATEST(0, CASE
                       WHEN count(*) < 3
                         OR max(anchor.start) FILTER (WHERE place = 1) - max(middle.km)
                            <= GREATEST(%(tolerance)s, 3 * %(mad)s
                               * percentile_cont(0.5) WITHIN GROUP (
                                   ORDER BY abs(anchor.start - middle.km)))
                       THEN GREATEST(max(middle.km),
                                     max(anchor.km) FILTER (WHERE place = 1))
                       ELSE max(middle.km) END) AS km
              FROM anchor
              JOIN middle ON middle.vehicle_id = anchor.vehicle_id
          GROUP BY anchor.vehicle_id
            """,
            tolerance=odometer.MIN_TOLERANCE_KM,
            mad=odometer.MAD_FACTOR,
        )
        return [("anchor", anchor), ("middle", middle), ("driven", driven)]
