"""When events take place, as one statement for all customers.

Each ``_get_event_<event>`` is a pure function of days and the base: facts which have a
date count as they were on the day, so that the past gives what it would have given.
"""

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..tools.follow_up import Row
from .crm_team import CAR_SALES


class DealerFollowUpRule(models.Model):
    _inherit = "dealer.follow.up.rule"

    def _select(self, first, last):
        """The occasions on which the rule acts from one day to another.

        The same for the night, the replay and any day of the past: a day has the same
        occasions whether it is asked for alone or within a year.

        :param date first: first day
        :param date last: last day, included
        :return: list of tools.follow_up.Row, in the order of their days
        """
        self.ensure_one()
        self.env.flush_all()
        shift = timedelta(days=self.days_before)
        first, last = first + shift, last + shift
        part = getattr(self, f"_get_event_{self.event}")(first, last)
        return [Row(*row) for row in self.env.execute_query(self._get_sql(part))]

    def _get_sql(self, part):
        """An event with what holds for all of them: people, showroom, stops."""
        domain = self._find_domain_records()
        where = [
            SQL("customer.active AND customer.partner_share"),
            SQL("customer.dealer_erased_at IS NULL"),
            SQL("car.state IS DISTINCT FROM 'gone'"),
        ]
        if not domain.is_empty() and domain.where_clause:
            where.append(SQL("part.record_id IN %s", domain.subselect()))
        elif domain.is_empty():
            where.append(SQL("FALSE"))
        if self.company_id:
            where.append(
                SQL(
                    "COALESCE(part.company_id, manager.company_id) = %s",
                    self.company_id.id,
                )
            )
        return SQL(
            """
            SELECT part.record_id, part.partner_id,
                   COALESCE(part.company_id, manager.company_id), part.user_id,
                   part.vehicle_id, part.since, part.occurrence,
                   bought.day, sold.day
              FROM (%(part)s) part
              JOIN res_partner customer ON customer.id = part.partner_id
         LEFT JOIN res_users manager ON manager.id = customer.user_id
         LEFT JOIN dealer_vehicle car ON car.id = part.vehicle_id
                   %(facts)s
             WHERE %(where)s
          ORDER BY part.occurrence, part.record_id, part.partner_id
            """,
            part=part,
            facts=self._get_stop_facts(),
            where=SQL(" AND ").join(where),
        )

    @api.model
    def _get_stop_facts(self):
        """Joins which add the days of stops to rows called "part".

        ``bought.day`` is the first day after ``part.since`` on which the customer
        bought, ``sold.day`` the one from which the car is not the customer's.

        :return: SQL
        """
        bought = SQL(" UNION ALL ").join(
            SQL("(%s)", fact) for fact in self._get_bought_facts()
        )
        return SQL(
            """
         LEFT JOIN LATERAL (
                   SELECT min(fact.day) AS day FROM (%s) fact
                    WHERE fact.partner_id = part.partner_id AND fact.day > part.since
                   ) bought ON TRUE
         LEFT JOIN LATERAL (
                   SELECT period.date_to AS day FROM dealer_vehicle_ownership period
                    WHERE period.vehicle_id = part.vehicle_id
                      AND period.partner_id = part.partner_id
                      AND period.role = 'owner'
                 ORDER BY period.date_from DESC LIMIT 1
                   ) sold ON TRUE
            """,
            bought,
        )

    # === FACTS === #

    @api.model
    def _get_bought_facts(self):
        """When customers bought a car: it became theirs, or their lead was won.

        Addons add theirs. Each has an index on the customer.

        :return: list of SQL with the columns ``partner_id`` and ``day``
        """
        return [
            SQL(
                "SELECT partner_id, date_from AS day FROM dealer_vehicle_ownership"
                " WHERE role = 'owner'"
            ),
            SQL(
                "SELECT lead.partner_id, %s AS day FROM crm_lead lead %s",
                self._sql_day(SQL("lead.date_closed"), SQL("lead.company_id")),
                self._sql_won(),
            ),
        ]

    @api.model
    def _get_contact_facts(self):
        """When somebody of us and a customer had to do with each other.

        Days in UTC: months are counted, hours do not matter. Addons add theirs. Each
        has an index on the customer.

        :return: list of SQL with the columns ``partner_id`` and ``day``
        """
        return [
            SQL(
                "SELECT partner_id, started_at::date AS day FROM dealer_call"
                " WHERE is_answered AND partner_id IS NOT NULL"
            ),
            SQL(
                "SELECT partner_id, arrived_at::date AS day FROM dealer_visit"
                " WHERE partner_id IS NOT NULL"
            ),
            SQL(
                "SELECT partner_id, start::date AS day FROM dealer_test_drive"
                " WHERE state = 'done'"
            ),
            SQL(
                "SELECT partner_id, date_from AS day FROM dealer_vehicle_ownership"
                " WHERE role = 'owner'"
            ),
            SQL(
                "SELECT partner_id, create_date::date AS day FROM crm_lead"
                " WHERE partner_id IS NOT NULL"
            ),
        ]

    @api.model
    def _sql_day(self, moment, company):
        """The day of a moment by the clock of the showroom.

        :param moment: SQL of a column in UTC
        :param company: SQL of the company's id
        :return: SQL of a date
        """
        return SQL(
            """
            (%s AT TIME ZONE 'UTC' AT TIME ZONE COALESCE((
                SELECT calendar.tz FROM res_company showroom
                  JOIN resource_calendar calendar
                    ON calendar.id = showroom.resource_calendar_id
                 WHERE showroom.id = %s), 'UTC'))::date
            """,
            moment,
            company,
        )

    @api.model
    def _sql_won(self):
        """Joins and condition of leads by which a car was sold."""
        return SQL(
            """
            JOIN crm_stage stage ON stage.id = lead.stage_id AND stage.is_won
       LEFT JOIN crm_team team ON team.id = lead.team_id
           WHERE lead.partner_id IS NOT NULL AND lead.date_closed IS NOT NULL
             AND lead.active AND COALESCE(team.dealer_pipeline, '') IN %s
            """,
            tuple(kind or "" for kind in CAR_SALES),
        )

    # === EVENTS === #

    def _get_event_delivery(self, first, last):
        """A car was delivered: a lead of car sales was won."""
        day = self._sql_day(SQL("lead.date_closed"), SQL("lead.company_id"))
        return SQL(
            """
            SELECT * FROM (
                SELECT lead.id AS record_id, lead.partner_id, lead.company_id,
                       lead.user_id, lead.dealer_vehicle_id AS vehicle_id,
                       %(day)s AS since, %(day)s AS occurrence
                  FROM crm_lead lead %(won)s
                   AND lead.date_closed BETWEEN %(first)s::date - 1
                                            AND %(last)s::date + 2
                 ) found
             WHERE occurrence BETWEEN %(first)s AND %(last)s
            """,
            day=day,
            won=self._sql_won(),
            first=first,
            last=last,
        )

    def _get_event_test_drive(self, first, last):
        """So many days after a test drive the customer has not bought a car."""
        day = self._sql_day(SQL("drive.stop"), SQL("drive.company_id"))
        bought = SQL(" UNION ALL ").join(
            SQL("(%s)", fact) for fact in self._get_bought_facts()
        )
        return SQL(
            """
            SELECT found.* FROM (
                SELECT drive.id AS record_id, drive.partner_id, drive.company_id,
                       drive.user_id, NULL::int4 AS vehicle_id, %(day)s AS since,
                       %(day)s + %(days)s AS occurrence
                  FROM dealer_test_drive drive
                 WHERE drive.state = 'done'
                   AND drive.stop BETWEEN %(first)s::date - %(days)s - 1
                                      AND %(last)s::date - %(days)s + 2
                 ) found
             WHERE occurrence BETWEEN %(first)s AND %(last)s
               AND NOT EXISTS (
                   SELECT FROM (%(bought)s) fact
                    WHERE fact.partner_id = found.partner_id
                      AND fact.day BETWEEN found.since AND found.occurrence)
            """,
            day=day,
            days=self.number,
            bought=bought,
            first=first,
            last=last,
        )

    def _get_event_lost_return(self, first, last):
        """The day on which a lost customer wants to be asked again."""
        day = self._sql_day(SQL("lead.date_closed"), SQL("lead.company_id"))
        return SQL(
            """
            SELECT lead.id AS record_id, lead.partner_id, lead.company_id,
                   lead.user_id, NULL::int4 AS vehicle_id,
                   COALESCE(%(day)s, lead.create_date::date) AS since,
                   lead.dealer_return_date AS occurrence
              FROM crm_lead lead
             WHERE lead.dealer_return_date BETWEEN %(first)s AND %(last)s
               AND lead.won_status = 'lost' AND lead.partner_id IS NOT NULL
            """,
            day=day,
            first=first,
            last=last,
        )

    def _get_event_ownership(self, first, last):
        """So many years ago the car became the customer's, and it still is."""
        years = SQL("make_interval(years => %s)", self.number)
        return SQL(
            """
            SELECT * FROM (
                SELECT period.id AS record_id, period.partner_id,
                       NULL::int4 AS company_id, NULL::int4 AS user_id,
                       period.vehicle_id, period.date_to,
                       -- The lead by which it was sold may be closed a day later.
                       period.date_from + 1 AS since,
                       (period.date_from + %(years)s)::date AS occurrence
                  FROM dealer_vehicle_ownership period
                 WHERE period.role = 'owner'
                   AND period.date_from BETWEEN %(first)s::date - 2 - %(years)s
                                            AND %(last)s::date + 2 - %(years)s
                 ) found
             WHERE occurrence BETWEEN %(first)s AND %(last)s
               AND (date_to IS NULL OR date_to > occurrence - %(before)s)
            """,
            years=years,
            first=first,
            last=last,
            before=self.days_before,
        )

    def _get_event_birthday(self, first, last):
        """The birthday; of who was born on 29 February on the 28th of other years."""
        return SQL(
            """
            SELECT * FROM (
                SELECT person.id AS record_id, person.id AS partner_id,
                       NULL::int4 AS company_id, NULL::int4 AS user_id,
                       NULL::int4 AS vehicle_id,
                       (person.dealer_birthdate + make_interval(years =>
                        year - date_part('year', person.dealer_birthdate)::int))::date
                       AS occurrence
                  FROM res_partner person
                 CROSS JOIN generate_series(%(year)s, %(last_year)s) year
                 WHERE person.dealer_birthdate IS NOT NULL
                   AND date_part('year', person.dealer_birthdate) < year
                 ) found
             CROSS JOIN LATERAL (SELECT occurrence AS since) same
             WHERE occurrence BETWEEN %(first)s AND %(last)s
            """,
            first=first,
            last=last,
            year=first.year,
            last_year=last.year,
        )

    def _get_event_warranty_end(self, first, last):
        """The last day of the maker's warranty, for who owns the car then."""
        return SQL(
            """
            SELECT vehicle.id AS record_id, period.partner_id,
                   NULL::int4 AS company_id, NULL::int4 AS user_id,
                   vehicle.id AS vehicle_id, period.date_from AS since,
                   vehicle.warranty_end AS occurrence
              FROM dealer_vehicle vehicle
              JOIN dealer_vehicle_ownership period
                ON period.vehicle_id = vehicle.id AND period.role = 'owner'
               AND period.date_from <= vehicle.warranty_end - %(before)s
               AND (period.date_to IS NULL
                    OR period.date_to > vehicle.warranty_end - %(before)s)
             WHERE vehicle.warranty_end BETWEEN %(first)s AND %(last)s
            """,
            first=first,
            last=last,
            before=self.days_before,
        )

    def _get_event_no_contact(self, first, last):
        """So many months after the last contact there was no other one."""
        contacts = SQL(" UNION ALL ").join(
            SQL("(%s)", fact) for fact in self._get_contact_facts()
        )
        months = SQL("make_interval(months => %s)", self.number)
        return SQL(
            """
            SELECT found.*, NULL::int4 AS company_id, NULL::int4 AS user_id,
                   NULL::int4 AS vehicle_id
              FROM (SELECT DISTINCT fact.partner_id AS record_id, fact.partner_id,
                           fact.day AS since, (fact.day + %(months)s)::date
                           AS occurrence
                      FROM (%(contacts)s) fact
                     WHERE fact.day BETWEEN %(first)s::date - 4 - %(months)s
                                        AND %(last)s::date + 4 - %(months)s
                   ) found
             WHERE occurrence BETWEEN %(first)s AND %(last)s
               AND NOT EXISTS (
                   SELECT FROM (%(contacts)s) later
                    WHERE later.partner_id = found.partner_id
                      AND later.day > found.since
                      AND later.day <= found.occurrence)
            """,
            contacts=contacts,
            months=months,
            first=first,
            last=last,
        )
