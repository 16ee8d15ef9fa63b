from odoo import api, fields, models
from odoo.tools import SQL


class DealerIntakeRef(models.Model):
    _name = "dealer.intake.ref"
    _description = "Lead Number at the Sender"
    _rec_name = "external_ref"

    intake_source_id = fields.Many2one(
        comodel_name="dealer.intake.source", required=True, ondelete="cascade"
    )
    external_ref = fields.Char(required=True)
    lead_id = fields.Many2one(
        comodel_name="crm.lead", ondelete="set null", index="btree_not_null"
    )

    _ref_uniq = models.UniqueIndex(
        "(intake_source_id, external_ref)",
        "This lead of the sender has been taken already.",
    )

    @api.model
    def _claim(self, source, external_ref):
        """Reserve a sender's lead number for this transaction.

        ``ON CONFLICT`` on a row which another transaction has committed meanwhile
        raises a serialisation failure, which Odoo answers by running the request
        again: so two parallel deliveries never make two leads.

        :param source: dealer.intake.source
        :param str external_ref: number of the lead at the sender
        :return: tuple (record, True when it is new)
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO dealer_intake_ref
                    (intake_source_id, external_ref,
                     create_uid, write_uid, create_date, write_date)
                VALUES (%s, %s, %s, %s, now() AT TIME ZONE 'UTC',
                        now() AT TIME ZONE 'UTC')
                ON CONFLICT DO NOTHING RETURNING id
                """,
                source.id,
                external_ref,
                self.env.uid,
                self.env.uid,
            )
        )
        if rows:
            return self.browse(rows[0][0]), True
        return self.search(
            [
                ("intake_source_id", "=", source.id),
                ("external_ref", "=", external_ref),
            ]
        ), False
