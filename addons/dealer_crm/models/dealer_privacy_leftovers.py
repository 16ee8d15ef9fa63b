"""What names an erased person without belonging to them."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import table_columns

from .dealer_privacy import TEXT_TYPES

WIZARDS = ("dealer.privacy.erase", "dealer.privacy.erase.line")


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    def _erase_leftovers(self, people, traces):
        """What no policy finds: open windows, notices, texts of others' records."""
        self._delete_transients(people, traces)
        token = self._get_token(people[0])
        if not traces:
            return
        for name, policy in self._get_installed_policies().items():
            for column in policy.mentions:
                self._redact(name, column, traces, token)
        # Notices on their way to browsers; the next day they are gone anyway.
        self.env.cr.execute(
            SQL("DELETE FROM bus_bus WHERE message::text ~* %s", traces.pattern())
        )
        self.env.invalidate_all()

    def _delete_transients(self, people, traces):
        """Windows in which the person was chosen or named: stock keeps them a while."""
        for model in self.env.registry.values():
            if not model._transient or model._abstract or model._name in WIZARDS:
                continue
            domain = Domain.OR(
                Domain(field.name, "in", people.ids)
                for field in model._fields.values()
                if field.comodel_name == "res.partner"
                and field.store
                and field.type in ("many2one", "many2many")
            )
            records = self._all(model._name)
            if not domain.is_false():
                records = records.search(domain)
            (records | self._find_named_transients(model, traces)).unlink()

    def _find_named_transients(self, model, traces):
        columns = [
            SQL("%s::text", SQL.identifier(field.name))
            for field in model._fields.values()
            if field.store and field.column_type and field.type in TEXT_TYPES
        ]
        if not columns or not traces:
            return self._all(model._name)
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE concat_ws(' ', %s) ~* %s",
                SQL.identifier(model._table),
                SQL(", ").join(columns),
                traces.pattern(),
            )
        )
        return self._all(model._name).browse(row[0] for row in rows)

    def _redact(self, name, column, traces, token):
        """Cut the person out of a text column of all records."""
        model = self.env[name]
        info = table_columns(self.env.cr, model._table).get(column)
        if not info:
            return
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %(column)s::text FROM %(table)s"
                " WHERE %(column)s::text ~* %(pattern)s",
                column=SQL.identifier(column),
                table=SQL.identifier(model._table),
                pattern=traces.pattern(),
            )
        )
        kind = SQL("::jsonb") if info["udt_name"] == "jsonb" else SQL("")
        for id_, text in rows:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s%s WHERE id = %s",
                    SQL.identifier(model._table),
                    SQL.identifier(column),
                    traces.redact(text, token),
                    kind,
                    id_,
                )
            )
