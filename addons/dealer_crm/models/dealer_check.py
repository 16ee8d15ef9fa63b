"""Executable invariants of the dealership's data."""

from odoo import api, models
from odoo.tools import SQL

from .. import append_only


class DealerCheck(models.AbstractModel):
    _name = "dealer.check"
    _description = "Invariants of the Dealership"

    @api.model
    def _run(self):
        """Test every invariant on the whole database.

        :return: list of dicts ``{code, title, ids, message}``, one for each broken
            rule; ``ids`` are record ids or names of database objects. Empty: all hold.
        """
        self.env.flush_all()
        broken = []
        for code, title, find in self._get_invariants():
            if ids := find():
                broken.append(
                    {
                        "code": code,
                        "title": title,
                        "ids": ids,
                        "message": f"{title}: {ids[:20]}",
                    }
                )
        return broken

    @api.model
    def _get_invariants(self):
        """The rules; addons append theirs.

        :return: list of tuples (code, title in English, function without arguments
            which returns what breaks the rule as a list)
        """
        return [
            ("schema", "Declared database objects exist", self._find_missing_objects),
            ("vin", "A VIN belongs to one vehicle", self._find_double_vins),
            ("owner", "The stored owner is the current one", self._find_wrong_owners),
            ("inbox-state", "Messages are in a final state", self._find_stale_messages),
            ("inbox-lead", "Taken messages have leads", self._find_messages_no_lead),
            ("inbox-ref", "A sender's number has one lead", self._find_split_refs),
            (
                "own-customers",
                "Customers with a manager are marked as such",
                self._find_wrong_restrictions,
            ),
            ("vip", "A VIP has a personal manager", self._find_lonely_vips),
        ]

    @api.model
    def _get_triggers(self):
        """Triggers which addons create in ``init()``.

        :return: list of tuples (table, trigger name)
        """
        return [
            ("dealer_privacy_log", name)
            for name in append_only.trigger_names("dealer_privacy_log")
        ]

    def _query_ids(self, query, **params):
        return [row[0] for row in self.env.execute_query(SQL(query, **params))]

    def _find_missing_objects(self):
        """Odoo only logs when a constraint or an index cannot be created."""
        expected = set()
        for model in self.env.registry.values():
            if not model._auto or model._abstract:
                continue
            for table_object in model._table_objects.values():
                if table_object._module.startswith("dealer_"):
                    expected.add(table_object.full_name(self.env[model._name]))
        known = set(
            self._query_ids("SELECT conname FROM pg_constraint")
            + self._query_ids(
                """
                SELECT relname FROM pg_class JOIN pg_index
                    ON indexrelid = pg_class.oid AND indisvalid
                """
            )
        )
        triggers = set(
            self.env.execute_query(
                SQL(
                    """
                    SELECT relname, tgname FROM pg_trigger
                      JOIN pg_class ON pg_class.oid = tgrelid
                     WHERE tgenabled <> 'D'
                    """
                )
            )
        )
        missing = [
            ".".join(pair) for pair in self._get_triggers() if pair not in triggers
        ]
        return sorted(expected - known) + missing

    def _find_double_vins(self):
        return self._query_ids(
            """
            SELECT id FROM dealer_vehicle
             WHERE vin_key IN (SELECT vin_key FROM dealer_vehicle
                               WHERE vin_key IS NOT NULL
                            GROUP BY vin_key HAVING count(*) > 1)
             ORDER BY id
            """
        )

    def _find_wrong_owners(self):
        return self._query_ids(
            """
            SELECT vehicle.id
              FROM dealer_vehicle vehicle
         LEFT JOIN dealer_vehicle_ownership period
                ON period.vehicle_id = vehicle.id AND period.role = 'owner'
               AND period.date_from <= CURRENT_DATE
               AND (period.date_to IS NULL OR period.date_to > CURRENT_DATE)
             WHERE vehicle.owner_id IS DISTINCT FROM period.partner_id
               -- the nightly run needs a day
               AND NOT EXISTS (SELECT FROM dealer_vehicle_ownership ended
                                WHERE ended.vehicle_id = vehicle.id
                                  AND ended.date_to >= CURRENT_DATE - 1)
             ORDER BY vehicle.id
            """
        )

    def _find_stale_messages(self):
        return self._query_ids(
            """
            SELECT id FROM dealer_inbox
             WHERE state = 'pending'
               AND create_date < (now() AT TIME ZONE 'UTC') - interval '15 minutes'
             ORDER BY id
            """
        )

    def _find_messages_no_lead(self):
        """Taken messages without a target; leads deleted or merged later count.

        A call of the telephone system need not be about a lead.
        """
        return self._query_ids(
            """
            SELECT id FROM dealer_inbox
             WHERE state IN ('done', 'duplicate')
               AND (parsed IS NULL
                    OR format = 'call' AND call_ref IS NULL
                    OR format <> 'call' AND coalesce(lead_total, 0) = 0)
             ORDER BY id
            """
        )

    def _find_split_refs(self):
        return self._query_ids(
            """
            SELECT max(id) FROM dealer_intake_ref
          GROUP BY intake_source_id, external_ref HAVING count(*) > 1
            """
        )

    def _find_wrong_restrictions(self):
        """The mark on which "own customers only" rests. Suppliers are a bridge's."""
        return self._query_ids(
            """
            SELECT partner.id
              FROM res_partner partner
              JOIN res_partner commercial
                ON commercial.id = partner.commercial_partner_id
             WHERE coalesce(partner.dealer_restricted, FALSE)
                <> (coalesce(partner.user_id, commercial.user_id) IS NOT NULL
                    AND coalesce(partner.partner_share, FALSE)
                    AND NOT EXISTS (SELECT FROM res_company company
                                     WHERE company.partner_id = partner.id)
                    AND coalesce(
                        (to_jsonb(partner) ->> 'supplier_rank')::integer, 0) = 0)
             ORDER BY partner.id
            """
        )

    def _find_lonely_vips(self):
        return self._query_ids(
            """
            SELECT id FROM res_partner
             WHERE dealer_is_vip AND active AND user_id IS NULL
             ORDER BY id
            """
        )
