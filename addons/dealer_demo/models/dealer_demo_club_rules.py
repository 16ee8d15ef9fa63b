"""Rules of the club: what is worth more, bonuses, what waits and what was refused."""

from odoo import models

from .dealer_demo_club import CLUB

# English, Russian, Chinese; values.
EARN_RULES = (
    (
        "Service labour: double points",
        "Работы сервиса: двойные баллы",
        "维修工时双倍积分",
        {"points": 2, "sequence": 10},
    ),
    (
        "Spring campaign: one point more",
        "Весенняя акция: балл сверху",
        "春季活动加赠积分",
        {"mode": "extra", "cap": 200, "expiry_months": 6, "sequence": 20},
    ),
)
# English, Russian, Chinese, event, points, times, days, expiry.
BONUS_RULES = (
    ("Welcome", "Добро пожаловать", "入会礼", "welcome", 50, 1, 0, 6),
    ("Birthday", "День рождения", "生日礼", "birthday", 100, 1, 300, 3),
    (
        "Friend recommended",
        "Рекомендация другу",
        "推荐好友",
        "referrer",
        200,
        5,
        365,
        0,
    ),
    (
        "Recommended by a friend",
        "По рекомендации",
        "好友推荐",
        "referred",
        100,
        1,
        0,
        0,
    ),
    ("Questionnaire", "Анкета", "问卷调查", "survey", 30, 2, 365, 0),
    ("Accepted complaint", "Принятая жалоба", "投诉采纳", "complaint", 50, 3, 365, 0),
)
SURVEYS = 3


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("club_rules", "rules and bonuses of the club", self._make_club_rules),
        ]

    def _make_club_rules(self, house):
        program = self.env.ref(CLUB)
        program.write(
            {
                "dealer_expiry_months": 36,
                "dealer_hold_days": 60,
                "dealer_adjust_limit": 500,
                "dealer_day_points": 5000,
            }
        )
        self._make_earn_rules(house, program)
        self._make_bonus_rules(program)
        cards = self.env["loyalty.card"].search(
            [("program_id", "=", program.id)], order="id", limit=12
        )
        self._give_bonuses(cards)
        self._ask_for_adjustments(cards)

    def _make_earn_rules(self, house, program):
        rules = self.env["dealer.loyalty.earn.rule"].create(
            [
                {"name": name, "program_id": program.id, **values}
                for name, _ru, _zh, values in EARN_RULES
            ]
        )
        labour = self.env.ref("dealer_service.product_labour")
        if not labour.categ_id:
            labour.categ_id = self.env["product.category"].create({"name": "Labour"})
        rules[0].category_ids = labour.categ_id
        rules[1].write(
            {
                "date_from": house.today.replace(month=3, day=1),
                "date_to": house.today.replace(month=5, day=31),
            }
        )
        for column, lang in enumerate(("ru_RU", "zh_CN"), start=1):
            self._translate(rules, lang, [row[column] for row in EARN_RULES])

    def _make_bonus_rules(self, program):
        rules = self.env["dealer.loyalty.bonus.rule"].create(
            [
                {
                    "name": name,
                    "program_id": program.id,
                    "event": event,
                    "points": points,
                    "limit_count": times,
                    "limit_days": days,
                    "expiry_months": expiry,
                }
                for name, _ru, _zh, event, points, times, days, expiry in BONUS_RULES
            ]
        )
        for column, lang in enumerate(("ru_RU", "zh_CN"), start=1):
            self._translate(rules, lang, [row[column] for row in BONUS_RULES])

    def _give_bonuses(self, cards):
        """Questionnaires; who answers a third one gets nothing more."""
        bonuses = self.env["dealer.loyalty.bonus"]
        for number, card in enumerate(cards[:6]):
            for survey in range(SURVEYS if not number else 1):
                bonuses._grant("survey", card.partner_id, f"demo:{card.id}:{survey}")

    def _ask_for_adjustments(self, cards):
        """One waits for the second club manager."""
        director = self.env["res.users"].search([("login", "=", "director")])
        requests = self.env["dealer.loyalty.adjustment"].with_user(director)
        if cards and director:
            requests._request(cards[-1], 800, "Goodwill for the late delivery")
