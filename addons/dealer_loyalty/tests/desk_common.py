from odoo import fields
from odoo.fields import Command

from .common import ClubCommon


class DeskCommon(ClubCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.ru")
        cls.club.dealer_birthday_gift = "Car perfume"
        cls.desk_page = cls.env["dealer.loyalty.desk"].with_user(cls.desk)
        cls.partner.write({"phone": "+7 900 777-11-22", "city": "Kazan"})
        cls.son = cls.env["res.partner"].create(
            {"name": "Maxim Weber", "phone": "+7 900 777-11-33"}
        )
        cls.member = cls.env["dealer.loyalty.member"]

    @classmethod
    def _find(cls, query, user=None):
        page = cls.desk_page.with_user(user) if user else cls.desk_page
        return page.dealer_desk_find(query)

    @classmethod
    def _gift_reward(cls, points=50):
        """A wash for points, which the customer takes along."""
        return cls.env["loyalty.reward"].create(
            {
                "program_id": cls.club.id,
                "reward_type": "product",
                "reward_product_id": cls.env["product.product"]
                .create({"name": "Car wash", "type": "service", "list_price": 20})
                .id,
                "reward_product_qty": 1,
                "required_points": points,
            }
        )

    @classmethod
    def _born(cls, days, partner=None):
        """Give somebody a birthday so many days from today."""
        day = fields.Date.add(fields.Date.context_today(cls.desk), days=days)
        (partner or cls.partner).dealer_birthdate = fields.Date.subtract(day, years=40)

    @classmethod
    def _own_only(cls, user):
        user.group_ids = [
            Command.link(cls.env.ref("dealer_crm.group_own_customers").id)
        ]
