"""Tiers of the club, and how members rose and fell."""

from datetime import timedelta

from odoo import models

from .dealer_demo_club import CLUB

# English, Russian, Chinese; begins at, points factor, colour, icon.
TIERS = (
    ("Blue", "Голубой", "蓝卡", 0, 1, 8, "fa-star-o"),
    ("Silver", "Серебряный", "银卡", 300, 1.2, 0, "fa-star"),
    ("Gold", "Золотой", "金卡", 600, 1.5, 3, "fa-trophy"),
    ("Platinum", "Платиновый", "白金卡", 900, 2, 11, "fa-diamond"),
)
BENEFITS = (
    ("", "", ""),
    (
        "Free car wash with every service",
        "Бесплатная мойка при каждом обслуживании",
        "每次保养免费洗车",
    ),
    (
        "Free car wash, courtesy car at half price",
        "Бесплатная мойка, подменный автомобиль за полцены",
        "免费洗车，代步车半价",
    ),
    (
        "Courtesy car, service without waiting, tyres stored for free",
        "Подменный автомобиль, обслуживание без очереди, бесплатное хранение шин",
        "代步车、优先服务、免费轮胎存放",
    ),
)
HISTORY_MONTHS = 24
MONTH_DAYS = 30


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [*super()._get_stages(), ("tiers", "club tiers", self._make_tiers)]

    def _make_tiers(self, house):
        program = self.env.ref(CLUB)
        tiers = self.env["dealer.loyalty.tier"].create(
            [
                {
                    "name": name,
                    "program_id": program.id,
                    "threshold": threshold,
                    "multiplier": multiplier,
                    "color": color,
                    "icon": icon,
                    "benefits": benefits[0],
                }
                for (
                    (name, _ru, _zh, threshold, multiplier, color, icon),
                    benefits,
                ) in zip(TIERS, BENEFITS, strict=True)
            ]
        )
        for column, lang in enumerate(("ru_RU", "zh_CN"), start=1):
            self._translate(tiers, lang, [row[column] for row in TIERS])
            texts = [row[column] for row in BENEFITS]
            self._translate(tiers, lang, texts, "benefits")
        cards = self.env["loyalty.card"].search([("program_id", "=", program.id)])
        engine = self.env["dealer.loyalty.tier.engine"]
        for month in range(HISTORY_MONTHS, -1, -1):
            day = house.today - timedelta(days=month * MONTH_DAYS)
            engine._update(program, cards, day)
