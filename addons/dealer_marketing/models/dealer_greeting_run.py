"""Who was greeted: each person once for an occasion."""

from odoo import api, fields, models
from odoo.tools import SQL


class DealerGreetingRun(models.Model):
    _name = "dealer.greeting.run"
    _description = "Greeting Sent"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    greeting_id = fields.Many2one(
        comodel_name="dealer.greeting",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    year = fields.Integer(
        required=True,
        readonly=True,
        aggregator=None,
        help="Year of the occasion; of Islamic feasts the Islamic one, because they "
        "can come twice in a year of ours.",
    )
    date = fields.Date(required=True, readonly=True, index=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    state = fields.Selection(
        selection=[
            ("sent", "Prepared"),
            ("refused", "Held Back"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="sent",
        help="Prepared: the letter goes out at the hour of the showroom, if the "
        "customer still agrees then; the call is planned.",
    )
    error = fields.Char(string="Why", readonly=True)

    _once = models.UniqueIndex(
        "(partner_id, greeting_id, year)",
        "The customer has got this greeting already.",
    )

    @api.model
    def _book(self, greeting, partners, year, day, company):
        """Note that people are greeted, before it is done.

        What another transaction has noted meanwhile is a serialisation failure: the
        job runs again and finds the people greeted.

        :param greeting: dealer.greeting
        :param partners: res.partner
        :param int year: of the occasion
        :param day: date
        :param company: res.company which greets
        :return: dealer.greeting.run, of those who had not been greeted
        """
        if not partners:
            return self
        now = fields.Datetime.now()
        uid = self.env.uid
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO dealer_greeting_run
                       (partner_id, greeting_id, year, date, company_id, state,
                        create_uid, write_uid, create_date, write_date)
                SELECT partner_id, %s, %s, %s, %s, 'sent', %s, %s, %s, %s
                  FROM unnest(%s) AS partner_id
                    ON CONFLICT DO NOTHING
                RETURNING id
                """,
                *(greeting.id, year, day, company.id, uid, uid, now, now),
                partners.ids,
            )
        )
        return self.browse(row[0] for row in rows)
