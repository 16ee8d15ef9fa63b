"""Many messages of one source at a time: rows of a file."""

import base64

from odoo import api, fields, models
from odoo.tools import SQL


class DealerInbox(models.Model):
    _inherit = "dealer.inbox"

    @api.model
    def _store_batch(self, source, documents):
        """Keep messages which come together, each once, in a fixed number of queries.

        :param source: dealer.intake.source
        :param dict documents: number of the lead at the sender -> JSON document as
            bytes (schema in ``tools.json_lead``)
        :return: tuple of dicts number -> dealer.inbox: the new ones, and those which
            were taken before
        """
        if not documents:
            return {}, {}
        values = [
            self._prepare_batch_row(source, number, payload)
            for number, payload in documents.items()
        ]
        # sudo: nobody creates messages by hand, whoever brings the file neither.
        inbox = self.sudo()
        names = list(values[0])
        new = self.env.execute_query(
            SQL(
                """
                INSERT INTO dealer_inbox (%s) VALUES %s
                ON CONFLICT (intake_source_id, dedup_key) DO NOTHING
                RETURNING id, dedup_key
                """,
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(SQL("%s", tuple(row.values())) for row in values),
            )
        )
        by_key = {
            row["dedup_key"]: number
            for row, number in zip(values, documents, strict=True)
        }
        # One prefetch for all of them.
        rows = inbox.browse(id_ for id_, _key in new)
        made = {by_key[key]: row for row, (_id, key) in zip(rows, new, strict=True)}
        missing = [key for key, number in by_key.items() if number not in made]
        known = inbox.search_fetch(
            [("intake_source_id", "=", source.id), ("dedup_key", "in", missing)],
            ["dedup_key", "lead_ids"],
        )
        return made, {by_key[row.dedup_key]: row for row in known}

    @api.model
    def _prepare_batch_row(self, source, number, payload):
        """Columns of a message.

        :return: dict column -> value
        """
        now = fields.Datetime.now()
        return {
            "intake_source_id": source.id,
            "company_id": source.company_id.id,
            "external_id": number,
            "dedup_key": f"id:{number}",
            "payload": base64.b64encode(payload),
            "payload_hash": self._get_payload_hash(payload, "json"),
            "content_type": "application/json",
            "format": "json",
            "state": "pending",
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
            "create_date": now,
            "write_date": now,
        }

    @api.model
    def _note_batch(self, taken):
        """Say which lead each message has become.

        :param taken: list of tuples (dealer.inbox, crm.lead, prospect as
            ``tools.json_lead`` returns it, True when the message made the lead)
        """
        if not taken:
            return
        self.env["crm.lead"].flush_model()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO dealer_inbox_lead_rel (inbox_id, lead_id) VALUES %s
                ON CONFLICT DO NOTHING RETURNING inbox_id
                """,
                SQL(", ").join(
                    SQL("%s", (message.id, lead.id)) for message, lead, *_rest in taken
                ),
            )
        )
        touches = []
        for message, lead, item, is_new in taken:
            # sudo: nobody may change a message by hand.
            message.sudo().write(
                {"parsed": [item], "lead_total": 1, "state": "done", "error": False}
            )
            touches.append(message._prepare_touch_vals(lead, is_new))
        # sudo: touches are written by the intake alone.
        self.env["dealer.lead.touch"].sudo().create(touches)
        self.env["dealer.inbox"].invalidate_model(["lead_ids"])
