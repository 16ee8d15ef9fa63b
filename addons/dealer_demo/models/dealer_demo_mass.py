"""The mass of data beyond the first 400 customers: batched SQL, slice by slice."""

import time

from odoo import fields, models
from odoo.tools import SQL

from ..tools import build, copy_text, plan
from .dealer_demo import QUIET


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _populate_mass(self, state, scale):
        """Add customers with all they have until the scale is reached.

        A slice is written whole and committed with its marker, so that a call which
        was broken off goes on with the next slice.

        :param dict state: as ``_get_state`` returns it
        :param float scale: as for ``_populate``
        """
        todo = plan.slices(scale, state["mass"])
        if not todo:
            return
        constants = self._get_mass_constants()
        for first, count in todo:
            started = time.perf_counter()
            today = fields.Date.to_date(state["today"])
            house = build.part(state["seed"], today, first, count)
            self._make_slice(house, first, constants)
            state.update(mass=first + count, finished=False)
            self._save(state, f"customers up to {first + count}", started)

    def _make_slice(self, house, first, constants):
        """Write customers, cars and all that belongs to them.

        Addons append their tables: ``house.ids`` has the ids given so far.

        :param house: tools.dealership.Dealership, a part of the mass
        :param int first: number of the first customer
        :param dict constants: as ``_get_mass_constants`` returns them
        """

    def _get_mass_constants(self):
        """What is the same in all slices: ids of other records, templates of rows.

        :return: dict; addons add their keys
        """
        return {}

    # === TOOLS OF THE SET-BASED PATH === #

    def _take_ids(self, table, count):
        """New ids from the sequence of a table.

        :return: list of int
        """
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT nextval(%s) FROM generate_series(1, %s)",
                    f"{table}_id_seq",
                    count,
                )
            )
        ]

    def _get_template(self, model, values):
        """What the ORM stores for a plain record: defaults of all addons included.

        The record is created and taken back again.

        :param str model: name of the model
        :param dict values: for ``create``
        :return: dict of the columns which are not null, as texts; without id
        """
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            record = self.env[model].with_context(**QUIET).create(values)
            self.env.flush_all()
            row = self.env.execute_query(
                SQL(
                    "SELECT key, value FROM %s AS t, json_each_text(to_json(t))"
                    " WHERE id = %s",
                    SQL.identifier(record._table),
                    record.id,
                )
            )
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        return {name: text for name, text in row if text is not None and name != "id"}

    def _copy(self, table, template, columns, rows):
        """Write rows with COPY.

        :param str table: name of the table
        :param dict template: columns which are the same in all rows, as texts
        :param columns: names of the columns which ``rows`` bring
        :param rows: iterable of tuples
        """
        constant = {
            name: text for name, text in template.items() if name not in columns
        }
        suffix = "".join(f"\t{copy_text.field(text)}" for text in constant.values())
        lines = (copy_text.line(row)[:-1] + suffix + "\n" for row in rows)
        statement = SQL(
            "COPY %s (%s) FROM STDIN",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, (*columns, *constant))),
        )
        self.env.cr.copy_expert(statement.code, copy_text.Stream(lines))

    def _finish(self):
        res = super()._finish()
        # The planner would take the tables for nearly empty ones.
        self.env.cr.execute("ANALYZE")
        return res
