"""One search box: people by name, phone, e-mail, VIN or plate."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from ..tools import keys

# What was matched, and how sure it is that this hit was meant (0-100). "name_word": a
# name of which all words are whole; "name_sound": only the sound is the same.
SCORES = {
    "vin": 100,
    "phone": 95,
    "email": 95,
    "plate": 95,
    "vin_tail": 85,
    "old_plate": 80,
    "phone_tail": 75,
    "email_part": 65,
    "name_word": 64,
    "name": 60,
    "name_sound": 55,
}
MAX_LIMIT = 200
PARTNER_NAME_FIELDS = [
    *("name", "type", "is_company", "parent_id", "company_name"),
    "commercial_company_name",
]
VEHICLE_NAME_FIELDS = ["model_id", "model_year", "license_plate", "vin"]


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def dealer_find(self, query, limit=10):
        """Find people and vehicles by anything a person at the desk may know.

        Reads stored, indexed keys only. The rights of the caller apply to people and
        to vehicles; hits which may not be read do not count against the limit.

        :param str query: VIN or its last 4-8 characters, plate, phone in any format,
            e-mail, name in any script
        :param int limit: most hits to return, at most 200
        :return: list of dicts, best first: ``partner_id`` (id or False for a vehicle
            without owner), ``vehicle_id`` (id or False), ``matched`` (vin, vin_tail,
            plate, phone, phone_tail, email, email_part, name, name_sound), ``score``
            (0-100), ``display_name``
        """
        limit = max(1, min(int(limit or 10), MAX_LIMIT))
        parsed = keys.classify(
            str(query or ""), self.env.company._get_dealer_country_code()
        )
        parts = self._get_dealer_find_parts(parsed)
        if not parts:
            return []
        rows = self.env.execute_query(self._get_dealer_find_sql(parts, limit))
        return self._prepare_dealer_hits(rows)

    @api.model
    def _get_dealer_find_parts(self, query):
        """Sub-queries of the search; addons add their own keys (card number, ...).

        :param query: tools.keys.Query
        :return: list of SQL with the columns partner_id, vehicle_id, matched, score
        """
        return self._get_dealer_find_people(query) + self._get_dealer_find_cars(query)

    def _get_dealer_find_people(self, query):
        conditions = []
        if query.phone:
            conditions.append(("phone", SQL("dealer_phone_key = %s", query.phone)))
        if query.phone_tail:
            tail = query.phone_tail[::-1] + "%"
            conditions.append(
                ("phone_tail", SQL("reverse(dealer_phone_key) LIKE %s", tail))
            )
        if query.email:
            conditions.append(("email", SQL("dealer_email_key = %s", query.email)))
            like = f"%{escape_psql(query.email)}%"
            conditions.append(("email_part", SQL("dealer_search_key LIKE %s", like)))
        if query.names:
            # not "LIKE ALL": that cannot use the index
            words = [
                SQL("dealer_search_key LIKE %s", f"% {escape_psql(word)}%")
                for word in query.names
            ]
            conditions.append(("name", SQL("(%s)", SQL(" AND ").join(words))))
        return [
            SQL(
                # What a merged contact was known by finds the one that stayed.
                "SELECT coalesce(dealer_merged_into_id, id) AS partner_id,"
                " NULL::int4 AS vehicle_id, %s AS matched, %s AS score"
                " FROM res_partner"
                " WHERE (active OR dealer_merged_into_id IS NOT NULL) AND %s",
                matched,
                self._get_dealer_score(matched, query),
                condition,
            )
            for matched, condition in conditions
        ]

    def _get_dealer_score(self, matched, query):
        """Points of a hit: whole words of a name before mere beginnings."""
        if matched != "name":
            return SQL("%s", SCORES[matched])
        words = [
            SQL("dealer_search_key || ' ' LIKE %s", f"% {escape_psql(word)} %")
            for word in query.names
        ]
        return SQL(
            "CASE WHEN %s THEN %s ELSE %s END",
            SQL(" AND ").join(words),
            SCORES["name_word"],
            SCORES["name"],
        )

    def _get_dealer_find_cars(self, query):
        conditions = []
        if query.vin:
            if len(query.vin) > 8:
                prefix = escape_psql(query.vin) + "%"
                conditions.append(("vin", SQL("vehicle.vin_key LIKE %s", prefix)))
            else:
                tail = escape_psql(query.vin[::-1]) + "%"
                conditions.append(
                    ("vin_tail", SQL("reverse(vehicle.vin_key) LIKE %s", tail))
                )
        if query.plate:
            prefix = escape_psql(query.plate) + "%"
            conditions.append(("plate", SQL("vehicle.plate_key LIKE %s", prefix)))
            old = self.env["dealer.vehicle"]._get_old_plate_sql(query.plate)
            conditions.append(("old_plate", SQL("vehicle.id IN (%s)", old)))
        today = fields.Date.context_today(self)
        return [
            SQL(
                """
                SELECT period.partner_id, vehicle.id, %s, %s
                  FROM dealer_vehicle vehicle
             LEFT JOIN dealer_vehicle_ownership period
                    ON period.vehicle_id = vehicle.id
                   AND period.date_from <= %s
                   AND (period.date_to IS NULL OR period.date_to > %s)
                 WHERE vehicle.active AND %s
                """,
                matched,
                SCORES[matched],
                today,
                today,
                condition,
            )
            for matched, condition in conditions
        ]

    def _get_dealer_find_sql(self, parts, limit):
        """The whole search: hits, then the record rules, then the limit.

        The rules are asked for the hits only: "IN (all that I may read)" would read
        the whole base.
        """
        vehicles = self.env["dealer.vehicle"]
        self.flush_model()
        vehicles.flush_model()
        vehicles.ownership_ids.flush_model()
        people = self._search([("id", "in", SQL("(SELECT partner_id FROM hit)"))])
        cars = vehicles._search([("id", "in", SQL("(SELECT vehicle_id FROM hit)"))])
        return SQL(
            """
              WITH hit (partner_id, vehicle_id, matched, score)
                AS MATERIALIZED (%s),
                   person (id) AS MATERIALIZED (%s),
                   car (id) AS MATERIALIZED (%s)
            SELECT hit.partner_id, hit.vehicle_id,
                   (array_agg(hit.matched ORDER BY hit.score DESC))[1],
                   max(hit.score)
              FROM hit
             WHERE (hit.partner_id IS NULL OR hit.partner_id IN (TABLE person))
               AND (hit.vehicle_id IS NULL OR hit.vehicle_id IN (TABLE car))
          GROUP BY hit.partner_id, hit.vehicle_id
          ORDER BY max(hit.score) DESC, hit.vehicle_id DESC, hit.partner_id DESC
             LIMIT %s
            """,
            SQL(" UNION ALL ").join(parts),
            people.select(),
            cars.select(),
            limit,
        )

    def _prepare_dealer_hits(self, rows):
        """What was found, as the search box lists it.

        :param rows: tuples (partner id or None, vehicle id or None, matched, score)
        :return: list of dicts in the order of the rows
        """
        partners = self.browse(row[0] for row in rows if row[0])
        vehicles = self.env["dealer.vehicle"].browse(row[1] for row in rows if row[1])
        # Only what a name is made of, not the hundred columns of a person.
        partners.fetch(PARTNER_NAME_FIELDS)
        vehicles.fetch(VEHICLE_NAME_FIELDS)
        vehicles.model_id.fetch(["name", "brand_id"])
        vehicles.model_id.brand_id.fetch(["name"])
        partner_names = {partner.id: partner.display_name for partner in partners}
        vehicle_names = {vehicle.id: vehicle.display_name for vehicle in vehicles}
        return [
            {
                "partner_id": partner_id or False,
                "vehicle_id": vehicle_id or False,
                "matched": matched,
                "score": score,
                "display_name": " - ".join(
                    filter(
                        None,
                        [partner_names.get(partner_id), vehicle_names.get(vehicle_id)],
                    )
                ),
            }
            for partner_id, vehicle_id, matched, score in rows
        ]

    @api.model
    def _search_display_name(self, operator, value):
        if operator not in ("ilike", "like") or not value:
            return super()._search_display_name(operator, value)
        query = keys.classify(str(value), self.env.company._get_dealer_country_code())
        parts = self._get_dealer_find_parts(query)
        if not parts:
            return Domain.FALSE
        self.flush_model()
        self.env["dealer.vehicle"].flush_model()
        # No limit in here: it would be applied before the record rules.
        return Domain(
            "id",
            "in",
            SQL(
                "(SELECT partner_id FROM (%s) hit (partner_id, vehicle_id, matched,"
                " score) WHERE partner_id IS NOT NULL)",
                SQL(" UNION ALL ").join(parts),
            ),
        )

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Stock's name search, the surest hits first."""
        if operator not in ("ilike", "like") or not name or not limit:
            return super().name_search(name, domain, operator, limit)
        best = [hit["partner_id"] for hit in self.dealer_find(name, limit)]
        ranked = self.search_fetch(
            Domain("id", "in", [id_ for id_ in best if id_]) & Domain(domain or []),
            ["display_name"],
        )
        order = {id_: rank for rank, id_ in reversed(list(enumerate(best)))}
        ranked = ranked.sorted(lambda partner: order[partner.id])
        # sudo: the name of a visible contact may contain that of a hidden company.
        result = [(partner.id, partner.display_name) for partner in ranked.sudo()]
        if len(result) < limit:
            others = Domain("id", "not in", ranked.ids) & Domain(domain or [])
            result += super().name_search(name, others, operator, limit - len(result))
        return result
