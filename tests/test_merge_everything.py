"""A merge with a row in every table that refers to a contact, and its undoing.

The tables are found in the database's catalogue, so that a new model is tested from
its first day.
"""

import json
import logging

import psycopg2

from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL
from odoo.tools.sql import table_columns

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.dealer_crm.tests.common import OneShowroom

_logger = logging.getLogger(__name__)

# Written by the merge and its undoing themselves: the log, messages about it, and the
# points ledger, which is never changed back but continued.
NEW_ROWS = {
    "dealer_merge",
    "dealer_merge_source_rel",
    "dealer_loyalty_entry",
    "dealer_loyalty_lot",
    "dealer_loyalty_lot_move",
    "mail_message",
    "mail_notification",
    "mail_tracking_value",
}
LEDGER_COLUMNS = {"dealer_seq"}
# Not data of people, and large.
SKIPPED = {"ir_model_fields", "ir_model_fields_selection", "ir_ui_view"}
IGNORED_COLUMNS = {"write_date", "write_uid"}
# Made by hand, or refused by the merge.
BY_HAND = {"res_company", "res_partner", "res_users"}
# Contacts of our own companies cannot be merged; this one needs another column, too,
# which the row of the next link has.
NEVER_FILLED = {("res_company", "partner_id"), ("mail_notification", "author_id")}
TEXT = {"varchar": "x", "text": "x", "jsonb": "{}", "json": "{}"}
VALUES = TEXT | {
    "int4": 0,
    "int8": 0,
    "float8": 0,
    "numeric": 0,
    "bool": False,
    "date": "2026-02-03",
    "timestamp": "2026-02-03 04:05:06",
    "bytea": "x",
}
# The end of something that has a beginning, too.
COLUMNS = {
    "stop": "2026-02-03 05:05:06",
    "date_to": "2026-02-04",
    "busy_until": "2026-02-03 05:15:06",
    "people": 1,
    "hours": 1,
}


@tagged("post_install", "-at_install")
class TestMergeEverything(OneShowroom, AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.target, cls.source = cls.env["res.partner"].create(
            [
                {"name": "Lidia Sokolova", "phone": "+7 495 100-20-30"},
                {
                    "name": "Lidiya Sokolova",
                    "phone": "+7 495 100-20-31",
                    "street": "Mill lane 5",
                    "ref": "C-77",
                    "barcode": "0401234567890",
                },
            ]
        )
        cls.Wizard = cls.env["base.partner.merge.automatic.wizard"]

    # === ROWS === #

    def _links(self):
        """(table, column) of every stored link to a contact, wizards excepted."""
        transient = {
            model._table for model in self.env.registry.values() if model._transient
        }
        wizard = [
            field.relation
            for model in self.env.registry.values()
            if model._transient
            for field in model._fields.values()
            if field.type == "many2many" and field.store
        ]
        return [
            (table, column)
            for table, column in sorted(set(self.Wizard._get_fk_on("res_partner")))
            if table not in transient and table not in wizard
        ]

    def _fill(self, table, column, partner, number):
        """Insert a row with what the table demands.

        :return: True, or the reason why it cannot be
        """
        values = {column: partner.id}
        model = next(
            (
                model
                for model in self.env.registry.values()
                if model._table == table and model._auto and not model._abstract
            ),
            None,
        )
        references = self._get_references(table)
        for name, info in table_columns(self.env.cr, table).items():
            needed = info["is_nullable"] == "NO" or name in ("active", "state")
            if name in values or name == "id" or not needed:
                continue
            field = model and model._fields.get(name)
            if name in references:
                values[name] = self._get_other(references[name], number)
            elif field is not None and field.type == "selection":
                keys = field.get_values(self.env)
                values[name] = keys[0] if keys else "x"
            elif name == "active":
                values[name] = True
            elif info["udt_name"] in TEXT:
                values[name] = f"{TEXT[info['udt_name']]}".replace("x", f"x{number}")
            else:
                values[name] = COLUMNS.get(name, VALUES[info["udt_name"]])
        statement = SQL(
            "INSERT INTO %s (%s) VALUES %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, values)),
            tuple(values.values()),
        )
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(statement, log_exceptions=False)
        except psycopg2.Error as error:
            return str(error).splitlines()[0]
        return True

    def _get_references(self, table):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT att.attname, target.relname
                  FROM pg_constraint con
                  JOIN pg_attribute att ON att.attrelid = con.conrelid
                   AND att.attnum = con.conkey[1]
                  JOIN pg_class target ON target.oid = con.confrelid
                 WHERE con.contype = 'f' AND con.conrelid = %s::regclass
                """,
                table,
            )
        )
        return dict(rows)

    def _get_other(self, table, number):
        """An id of a table: another one for another number, where there are several."""
        if table == "res_partner":
            return self.target.id
        rows = self.env.execute_query(
            SQL("SELECT id FROM %s ORDER BY id DESC LIMIT 5", SQL.identifier(table))
        )
        return rows[number % len(rows)][0] if rows else None

    def _make_campaign(self):
        """A campaign with a step, in which both take part."""
        group = self.env["mailing.filter"].search([("dealer_is_group", "=", True)])
        self.env["utm.campaign"].create(
            {
                "title": "Spring",
                "dealer_is_campaign": True,
                "dealer_filter_id": group[0].id,
                "dealer_purpose_id": self.env.ref("dealer_marketing.purpose_offers").id,
                "dealer_step_ids": [Command.create({"name": "Call", "kind": "call"})],
            }
        )

    def _make_documents(self):
        """What the catalogue cannot make: documents which hang together."""
        self._make_campaign()
        for partner in (self.target, self.source):
            self.env["res.partner"].create(
                {"name": "Friend", "dealer_referrer_id": partner.id}
            )
        sales = self.env["sale.order"]
        product = self.env["product.product"].create(
            {"name": "Wax", "list_price": 40, "invoice_policy": "order"}
        )
        for partner in (self.target, self.source):
            order = sales.create(
                {
                    "partner_id": partner.id,
                    "order_line": [Command.create({"product_id": product.id})],
                }
            )
            order.action_confirm()
            order._create_invoices().action_post()
            card = partner._dealer_enrol(self._get_club())
            self.env["dealer.loyalty.ledger"]._post(
                card, "adjust", 10 + partner.id, f"every:{partner.id}"
            )
            vehicle = self.env["dealer.vehicle"].create({"license_plate": None})
            vehicle._set_owner(partner, "2026-01-01")
            lead = self.env["crm.lead"].create(
                {"name": "Lead", "partner_id": partner.id}
            )
            lead.message_subscribe((self.target | self.source).ids)
            partner.message_subscribe(self.env.company.partner_id.ids)
            partner.message_post(body="Note")
            partner.activity_schedule(summary="Call", user_id=self.env.uid)
            self.env["ir.attachment"].create(
                {"name": "f", "res_model": "res.partner", "res_id": partner.id}
            )
            self.env["res.partner"].create({"name": "Child", "parent_id": partner.id})
        new_test_user(self.env, "lidia", "base.group_portal", partner_id=self.source.id)
        self.env["res.users.settings"]._find_or_create_for_user(self.env.user)
        self.source.category_id = self.env["res.partner.category"].create({"name": "A"})
        self.env["calendar.event"].create(
            {
                "name": "Test drive",
                "start": "2026-05-01 10:00:00",
                "stop": "2026-05-01 11:00:00",
                "partner_ids": [Command.set((self.target | self.source).ids)],
            }
        )
        self.env["mail.mail"].create(
            {"subject": "Hello", "recipient_ids": [Command.set(self.source.ids)]}
        )
        older = self.env["res.partner"].create({"name": "Sokolova L."})
        self.env["dealer.merge"]._merge(self.source, older)
        shared = self.env["dealer.vehicle"].create({"license_plate": None})
        shared._set_owner(self.source, "2026-01-01")
        shared._set_owner(self.target, "2026-03-01")
        self.env["ir.model.data"].create(
            {
                "module": "test_merge",
                "name": "customer_77",
                "model": "res.partner",
                "res_id": self.source.id,
            }
        )

    def _get_club(self):
        club = self.env["loyalty.program"].search([("dealer_club", "=", True)], limit=1)
        return club or self.env["loyalty.program"].create(
            {
                "name": "Club",
                "dealer_club": True,
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "company_id": False,
                "rule_ids": [Command.clear()],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_point",
                            "discount": 1,
                            "required_points": 1,
                        }
                    )
                ],
            }
        )

    # === LOOKING === #

    def _dump(self):
        """Every row of the database.

        :return: dict table -> dict key -> row as text
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT relname FROM pg_class WHERE relkind = 'r'"
                " AND relnamespace = current_schema::regnamespace"
            )
        )
        result = {}
        for table in {row[0] for row in rows} - SKIPPED:
            columns = table_columns(self.env.cr, table)
            found = self.env.execute_query(
                SQL("SELECT to_jsonb(tab) FROM %s tab", SQL.identifier(table))
            )
            content = {}
            for (row,) in found:
                key = row["id"] if "id" in columns else json.dumps(row, sort_keys=True)
                content[key] = {
                    name: value
                    for name, value in row.items()
                    if name not in IGNORED_COLUMNS | LEDGER_COLUMNS
                }
            result[table] = content
        return result

    def _differences(self, before, after):
        result = []
        for table in sorted(before.keys() | after.keys()):
            old, new = before.get(table, {}), after.get(table, {})
            for key in sorted(old.keys() | new.keys(), key=str):
                if key not in old and table in NEW_ROWS:
                    continue
                if old.get(key) != new.get(key):
                    one, two = old.get(key) or {}, new.get(key) or {}
                    result.append(
                        (
                            table,
                            key,
                            {
                                name: (one.get(name), two.get(name))
                                for name in one.keys() | two.keys()
                                if one.get(name) != two.get(name)
                            },
                        )
                    )
        return result

    def _count(self, table, column):
        """Number of rows by contact: (target's, source's)."""
        rows = self.env.execute_query(
            SQL(
                "SELECT %s, count(*) FROM %s WHERE %s IN %s GROUP BY 1",
                SQL.identifier(column),
                SQL.identifier(table),
                SQL.identifier(column),
                (self.target.id, self.source.id),
            )
        )
        counts = dict(rows)
        return counts.get(self.target.id, 0), counts.get(self.source.id, 0)

    # === TEST === #

    def test_every_kind_of_row(self):
        self._make_documents()
        self.env.flush_all()
        empty = {}
        for table, column in self._links():
            for number, partner in enumerate((self.target, self.source, self.source)):
                if table in BY_HAND:
                    continue
                done = self._fill(table, column, partner, number)
                if done is not True:
                    empty[table, column] = done
        self.env.invalidate_all()
        vehicles = self.env["dealer.vehicle"].search([])
        self.env.add_to_compute(vehicles._fields["owner_id"], vehicles)
        links = self._links()
        before = self._dump()
        counts = {link: self._count(*link) for link in links}
        filled = [link for link in links if counts[link][1]]
        bare = {link: empty.get(link) for link in links if not counts[link][1]}
        _logger.info("%s of %s links filled; not: %s", len(filled), len(links), bare)
        self.assertLessEqual(bare.keys(), NEVER_FILLED, bare)

        merge = self.env["dealer.merge"]._merge(self.target, self.source)
        self.env.invalidate_all()
        self.env.flush_all()
        lost, stayed = {}, {}
        for link in filled:
            target, source = self._count(*link)
            if link[0] in ("dealer_merge_source_rel", "res_partner"):
                continue
            if target + source != sum(counts[link]) and link[0] not in NEW_ROWS:
                lost[link] = (counts[link], (target, source))
            if source:
                stayed[link] = source
        # Two periods of one car have become one; the points' card has gone over.
        self.assertEqual(lost.keys(), {("dealer_vehicle_ownership", "partner_id")})
        guarded = set(self.Wizard._get_dealer_guarded())
        pairs = {link for link in links if self._is_pair(link[0])}
        self.assertLessEqual(stayed.keys(), guarded | pairs)
        self.assertEqual(self.env["dealer.check"]._run(), [])

        merge.action_undo()
        self.env.invalidate_all()
        self.assertEqual(self._differences(before, self._dump()), [])
        self.assertEqual(self.env["dealer.check"]._run(), [])

    def _is_pair(self, table):
        return "id" not in table_columns(self.env.cr, table)
