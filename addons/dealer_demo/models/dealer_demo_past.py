"""Things which were done today are made to have happened in the past."""

from datetime import datetime, time

from odoo import models
from odoo.tools import SQL


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_moment(self, day, number):
        """A moment within the working hours of a day (UTC).

        :param date day: the day
        :param int number: others have other moments
        """
        return datetime.combine(day, time(6 + number % 7, number * 7 % 60))

    def _backdate(self, table, days):
        """Let records have been created on a day in the past, at ten o'clock.

        :param table: name of the table
        :param days: dict of dates by id
        """
        self.env.flush_all()
        moments = [datetime.combine(day, time(10)) for day in days.values()]
        self.env.execute_query(
            SQL(
                """
                UPDATE %(table)s SET create_date = moment
                  FROM unnest(%(ids)s, %(moments)s) AS since(id, moment)
                 WHERE %(table)s.id = since.id RETURNING 1
                """,
                table=SQL.identifier(table),
                ids=list(days),
                moments=moments,
            )
        )
        self.env.invalidate_all()

    def _backdate_messages(self, record, first, last):
        """Spread the messages of a record from one moment to another.

        :param record: one record with a chatter
        :param first: datetime of the oldest message (UTC)
        :param last: datetime of the newest
        """
        self.env.cr.execute(
            SQL(
                """
                  WITH step AS (
                SELECT id, %(first)s + (%(last)s - %(first)s)
                       * (row_number() OVER (ORDER BY id) - 1)
                       / greatest(count(*) OVER () - 1, 1) AS moment
                  FROM mail_message
                 WHERE model = %(model)s AND res_id = %(id)s
                ), dated AS (
                UPDATE mail_message SET date = moment, create_date = moment
                  FROM step WHERE step.id = mail_message.id
             RETURNING mail_message.id, moment
                )
                UPDATE mail_tracking_value SET create_date = moment
                  FROM dated WHERE dated.id = mail_message_id
                """,
                first=first,
                last=last,
                model=record._name,
                id=record.id,
            )
        )
