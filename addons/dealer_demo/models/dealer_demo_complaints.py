"""Complaints of the last year: most are answered, some wait, one is late."""

from datetime import datetime, time, timedelta

from odoo import models

from .dealer_demo_leads import SILENT

LANGUAGES = ("en_US", "ru_RU", "zh_CN")
# Step, severity, cause, how often; what the customer says, in three languages.
CASES = (
    (
        *("workshop", "serious", "not_fixed", 5),
        "The noise at the front is still there after the repair.",
        "После ремонта стук спереди остался.",
        "维修后前部异响依旧。",
    ),
    (
        *("appointment", "minor", "not_called", 3),
        "Nobody called me back, although it was promised twice.",
        "Дважды обещали перезвонить и не перезвонили.",
        "两次答应回电，都没有打来。",
    ),
    (
        *("price", "minor", "unexplained", 2),
        "The invoice is higher than agreed, and nobody told me why.",
        "Счёт больше, чем договаривались, причину не объяснили.",
        "账单比约定的高，没有人解释原因。",
    ),
    (
        *("handover", "minor", "promise", 2),
        "The car was ready two hours later than promised.",
        "Автомобиль отдали на два часа позже обещанного.",
        "交车比承诺晚了两个小时。",
    ),
    (
        *("parts", "minor", "parts_missing", 1),
        "I came for the appointment, and the part was not there.",
        "Приехал по записи, а запчасти нет.",
        "按预约到店，配件却没有到货。",
    ),
    (
        *("workshop", "safety", "forgotten", 1),
        "A wheel bolt was loose when I came home.",
        "Дома заметил, что болт колеса не затянут.",
        "回家后发现有一颗车轮螺栓没有拧紧。",
    ),
)
ANSWERS = (
    "You are right. Please come again: we put it right free of charge.",
    "Вы правы. Приезжайте ещё раз: исправим бесплатно.",
    "您说得对。请再次到店，我们免费处理。",
)
REFUSALS = (
    "We have looked at it together: this is wear, which the warranty does not cover.",
    "Мы вместе осмотрели автомобиль: это износ, гарантия его не покрывает.",
    "我们已一起检查：属于正常磨损，不在保修范围内。",
)
MEASURE = "Test drive with the customer before the car is handed over"
# How many of the latest complaints of a showroom are not answered.
OPEN = 3


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("complaints", "complaints and answers", self._make_complaints),
        ]

    def _make_complaints(self, house):
        rng = house.random("complaints")
        cases = [case for case in CASES for _number in range(case[3])]
        judge = self._get_user("director")
        for company in self._get_companies().values():
            orders = self._find_complained(company, len(cases))
            rng.shuffle(cases)
            complaints = self.env["dealer.complaint"].with_context(**SILENT)
            pairs = list(zip(orders, cases, strict=False))
            # One customer complains twice of the same.
            for order, case in pairs + pairs[:1]:
                complaints |= self._complain(house, order, case, rng)
            for complaint in complaints.sorted("date")[:-OPEN]:
                self._answer(complaint.with_user(judge), rng)
            complaints.filtered("is_overdue")[:1]._escalate()

    def _find_complained(self, company, count):
        """The latest orders of the showroom, and first those of who has a login."""
        domain = [
            ("company_id", "=", company.id),
            ("state", "in", ("delivered", "history")),
            ("partner_id.is_company", "=", False),
        ]
        orders = self.env["dealer.service.order"]
        portal = self._get_user("portal1").partner_id
        own = orders.search([*domain, ("partner_id", "=", portal.id)], limit=2)
        return own | orders.search(domain, limit=count)

    def _pick(self, texts, partner):
        lang = partner.lang if partner.lang in LANGUAGES else LANGUAGES[0]
        return texts[LANGUAGES.index(lang)]

    def _complain(self, house, order, case, rng):
        step, severity, cause, _count, *texts = case
        date = order.date + timedelta(days=rng.randint(1, 3))
        latest = datetime.combine(house.today, time(9)) - timedelta(days=1)
        return (
            self.env["dealer.complaint"]
            .with_context(**SILENT)
            .create(
                {
                    "company_id": order.company_id.id,
                    "order_id": order.id,
                    "date": max(order.date, min(date, latest)),
                    "source": rng.choice(("portal", "document", "desk", "phone")),
                    "step": step,
                    "severity": severity,
                    "cause_id": self.env.ref(f"dealer_complaint.cause_{cause}").id,
                    "description": self._pick(texts, order.partner_id),
                }
            )
        )

    def _answer(self, complaint, rng):
        complaint.action_examine()
        is_right = rng.random() < 0.7
        answers = ANSWERS if is_right else REFUSALS
        complaint.answer = self._pick(answers, complaint.partner_id)
        if is_right:
            complaint.action_accept()
        else:
            complaint.rejection_reason = "Wear, seen together with the customer"
            complaint.action_reject()
        hours = rng.randint(3, 60)
        complaint.answered_at = complaint.date + timedelta(hours=hours)
        if is_right and rng.random() < 0.6:
            complaint.measure = MEASURE
            complaint.action_done()
