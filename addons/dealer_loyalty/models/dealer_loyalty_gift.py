"""Birthday gifts: handed over once for each person and year."""

from odoo import fields, models
from odoo.tools import SQL


class DealerLoyaltyGift(models.Model):
    _name = "dealer.loyalty.gift"
    _inherit = ["dealer.own.customers"]
    _description = "Birthday Gift"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    year = fields.Integer(
        required=True, readonly=True, aggregator=None, help="Year of the birthday."
    )
    gift = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Handed Over By", required=True, readonly=True
    )
    date = fields.Datetime(
        string="Handed Over On",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", required=True, readonly=True
    )
    active = fields.Boolean(
        default=True,
        readonly=True,
        help="Off: two contacts which were merged had a gift each.",
    )

    _once = models.UniqueIndex(
        "(partner_id, year) WHERE active",
        "This customer has had the birthday gift of the year already.",
    )

    def _give(self, partner, year, gift):
        """Note a gift, unless there is one; parallel calls note one.

        :param partner: res.partner
        :param int year: of the birthday
        :param str gift: what was handed over
        :return: the new row in sudo, empty when the customer had it already
        """
        self.flush_model()
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO dealer_loyalty_gift
                    (partner_id, year, gift, user_id, date, company_id, active,
                     create_uid, write_uid, create_date, write_date)
                VALUES (%(partner)s, %(year)s, %(gift)s, %(uid)s, %(now)s,
                     %(company)s, TRUE, %(uid)s, %(uid)s, %(now)s, %(now)s)
                ON CONFLICT DO NOTHING
                RETURNING id
                """,
                partner=partner.id,
                year=year,
                gift=gift,
                uid=self.env.uid,
                now=now,
                company=self.env.company.id,
            ),
            log_exceptions=False,
        )
        # sudo: nobody may create gifts by hand.
        return self.sudo().browse(row[0] for row in self.env.cr.fetchall())
