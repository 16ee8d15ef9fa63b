from odoo import api, fields, models
from odoo.tools import SQL


class DealerImportKey(models.Model):
    _name = "dealer.import.key"
    _description = "Imported Row"
    _rec_name = "key"
    _order = "id desc"

    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    kind = fields.Char(required=True, readonly=True)
    source = fields.Char(string="Former System", required=True, readonly=True)
    # A hash of the row, or "id:" and a number of the other system.
    key = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(string="Record", readonly=True, aggregator=None)
    # No foreign key: what was imported stays imported when the import is deleted.
    import_id = fields.Integer(readonly=True, aggregator=None)

    _key_uniq = models.UniqueIndex("(company_id, source, kind, key)")

    @api.model
    def _find(self, job, kind, keys):
        """Records of keys.

        :param job: dealer.import, for showroom and former system
        :param str kind: kind of import that has stored the keys
        :param keys: iterable of str
        :return: dict key -> id of the record
        """
        keys = list(set(keys))
        if not keys:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key, res_id FROM dealer_import_key
                 WHERE company_id = %s AND source = %s AND kind = %s
                   AND key = ANY(%s)
                """,
                job.company_id.id,
                job.source,
                kind,
                keys,
            )
        )
        return dict(rows)

    @api.model
    def _filter_own(self, job, keys):
        """Keys which this very import has stored.

        :param job: dealer.import
        :param keys: iterable of str
        :return: set of str
        """
        found = self.search_fetch(
            [
                ("company_id", "=", job.company_id.id),
                ("source", "=", job.source),
                ("kind", "=", job.kind),
                ("key", "in", list(keys)),
                ("import_id", "=", job.id),
            ],
            ["key"],
        )
        return set(found.mapped("key"))

    @api.model
    def _store(self, job, keys):
        """Remember keys; those which are known stay as they are.

        :param job: dealer.import
        :param dict keys: key -> id of the record
        """
        if not keys:
            return
        now = self.env.cr.now()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO dealer_import_key
                    (company_id, source, kind, key, res_id, import_id,
                     create_uid, write_uid, create_date, write_date)
                VALUES %s ON CONFLICT DO NOTHING RETURNING id
                """,
                SQL(", ").join(
                    SQL(
                        "%s",
                        (
                            *(job.company_id.id, job.source, job.kind, key),
                            *(res_id or None, job.id, self.env.uid, self.env.uid),
                            *(now, now),
                        ),
                    )
                    for key, res_id in keys.items()
                ),
            )
        )
