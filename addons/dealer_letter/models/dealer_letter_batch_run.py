"""The work itself: slice by slice, each in a transaction of its own."""

import logging

import psycopg2

from odoo import api, models

_logger = logging.getLogger(__name__)

# So many are in one file for the printer.
SLICE = 200
# LibreOffice takes some seconds for each.
SLICE_PDF = 25
MAX_PROBLEM = 5000


class DealerLetterBatch(models.Model):
    _inherit = "dealer.letter.batch"

    @api.model
    def _cron_write(self):
        """Write what waits, who came first at first; a slice is written whole or not.

        A process which dies repeats nothing that was committed.
        """
        batches = self.search([("state", "=", "waiting")], order="id")
        cron = self.env["ir.cron"]
        cron._commit_progress(
            remaining=sum(batch.total - batch.position + 1 for batch in batches)
        )
        for batch in batches:
            while batch._write_slice():
                if not cron._commit_progress(1):
                    return
            cron._commit_progress(1)

    def _write_slice(self):
        """Write the next letters, or tell that all are written.

        :return: bool, whether there is more to do
        """
        self.ensure_one()
        self.lock_for_update()
        self.invalidate_recordset()
        if self.state != "waiting":
            return False
        size = SLICE_PDF if self.file_type == "pdf" else SLICE
        ids = self.record_ids[self.position : self.position + size]
        self._write_part(ids)
        self.position += len(ids)
        if self.position < self.total:
            return True
        self.state = "done"
        self._tell()
        return False

    def _write_part(self, ids):
        """Write letters; when one of them fails the others are written all the same.

        :param list ids: of the records
        """
        if not ids:
            return
        try:
            with self.env.cr.savepoint():
                self._write_letters(ids)
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            if len(ids) > 1:
                middle = len(ids) // 2
                self._write_part(ids[:middle])
                self._write_part(ids[middle:])
                return
            _logger.warning("letter on %s %s", self.model, ids, exc_info=True)
            line = f"{self.model} {ids[0]}: {error}"
            self.problem = f"{self.problem or ''}{line}\n"[:MAX_PROBLEM]

    def _write_letters(self, ids):
        """Write in the name of who ordered, with that person's rights and consents
        of today; keep the file for the printer.
        """
        wizard = self._get_writer(ids)
        records = wizard._get_records()
        free, _written = wizard._write_letters(records)
        self.written_count += len(free)
        self.refused_count += len(records) - len(free)
        if free:
            # sudo: as other files of the batch.
            self.env["ir.attachment"].sudo().create(
                {
                    "name": self._get_part_name(ids, wizard.result_name),
                    "datas": wizard.result,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )

    def _get_writer(self, ids):
        """The dialogue which writes a part.

        :return: dealer.letter.write, of the person who ordered
        """
        user = self.user_id
        wizards = self.env["dealer.letter.write"].with_user(user)
        wizards = wizards.with_context(
            lang=user.lang, tz=user.tz, allowed_company_ids=self.company_id.ids
        )
        return wizards.create(
            {
                "model": self.model,
                "record_ids": ids,
                "template_id": self.template_id.id,
                "layout": self.layout,
                "file_type": self.file_type,
            }
        )

    def _get_part_name(self, ids, name):
        """Name of a file, so that the files lie in the order of the letters."""
        first = self.record_ids.index(ids[0]) + 1
        return f"{first:05}-{first + len(ids) - 1:05} {name}"

    def _tell(self):
        """Whoever ordered the letters learns that they are ready."""
        batch = self.with_context(lang=self.user_id.lang)
        batch.message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=batch.env._("Letters are ready: %(name)s", name=self.name),
            body=batch.env._(
                "Written: %(written)s, not written: %(refused)s.",
                written=self.written_count,
                refused=self.total - self.written_count,
            ),
        )
