"""Enquiries for new cars: how old, how far, through which channel, in what words."""

from dataclasses import dataclass
from random import Random

# External ids of the stages in dealer_crm, how many leads stand there, and the
# days since the enquiry (least, most).
STAGES = (
    ("crm_stage_new", 16, (0, 3)),
    ("crm_stage_contacted", 14, (1, 10)),
    ("crm_stage_appointment", 11, (2, 14)),
    ("crm_stage_visit", 10, (3, 25)),
    ("crm_stage_test_drive", 9, (5, 30)),
    ("crm_stage_proposal", 8, (7, 40)),
    ("crm_stage_negotiation", 6, (10, 50)),
    ("crm_stage_sold", 5, (14, 60)),
    ("crm_stage_delivered", 16, (30, 330)),
    ("lost", 25, (15, 330)),
)
CHANNELS = (
    ("walk_in", 26),
    ("phone", 24),
    ("web", 18),
    ("adf", 10),
    ("email", 6),
    ("event", 6),
    ("referral", 7),
    ("import", 3),
)
# English, Russian, Chinese and how often.
LOST_REASONS = (
    ("Price", "Цена", "价格", 24),
    ("Bought elsewhere", "Купил у другого дилера", "在其他经销商购买", 17),
    ("Bought another make", "Выбрал другую марку", "选择其他品牌", 20),
    ("No car or colour in stock", "Нет в наличии", "无现车", 12),
    ("Value of the trade-in", "Оценка trade-in", "置换价格", 9),
    ("Credit refused", "Отказ банка", "贷款被拒", 6),
    ("Postponed", "Отложил покупку", "暂缓购买", 7),
    ("No contact", "Не дозвонились", "失联", 5),
)
# Of the enquiries of several years: still open; open or delivered.
OPEN_SHARE = 0.08
WON_SHARE = 0.33
_WORDS = {
    "ru": (
        "Хочу узнать о наличии и сроках поставки.",
        "Интересует кредит на три года с первоначальным взносом 30 %.",
        "Когда можно записаться на тест-драйв? Удобно в субботу.",
        "Рассматриваю обмен по trade-in, машина в хорошем состоянии.",
        "Нужна машина с полным приводом, зимой езжу на дачу.",
        "Перезвоните, пожалуйста, после 18:00.",
        "Сравниваю с предложением другого салона, важна итоговая цена.",
        "Ищем второй автомобиль в семью, важен большой багажник.",
    ),
    "latin": (
        "Please let me know which colours are available at once.",
        "I would like to book a test drive on Saturday morning.",
        "What would a three-year credit with 30 % down cost a month?",
        "We need a family car with all-wheel drive for the winter.",
        "Can you take my present car in part exchange?",
    ),
    "zh": (
        "请问有现车吗？什么时候可以提车？",
        "想预约周六上午试驾。",
        "可以置换旧车吗？",
        "分期三年，首付三成，月供多少？",
        "需要四驱，冬天路况不好。",
    ),
}
_TITLES = {"ru": "Интересует {car}", "latin": "Enquiry about {car}", "zh": "咨询 {car}"}


@dataclass(frozen=True)
class Lead:
    """An enquiry. ``stage`` is the external id of a stage, or ``lost``; ``age`` and
    ``moved`` are days since the enquiry and since the last step; ``priority`` 0 to 3.
    """

    stage: str
    channel: str
    age: int
    moved: int
    priority: str
    reason: int | None


def weighted(rng: Random, pairs: tuple[tuple[str, int], ...]) -> str:
    """One of the first members, by the weights which follow them."""
    return rng.choices([p[0] for p in pairs], [p[1] for p in pairs])[0]


def make_mass(count: int, days: int, rng: Random) -> list[Lead]:
    """Enquiries of several years: nearly all are closed.

    :param days: how far back they go
    """
    result = []
    for _number in range(count):
        draw = rng.random()
        if draw < OPEN_SHARE:
            stage, _weight, span = rng.choice(STAGES[:-2])
        else:
            stage = "crm_stage_delivered" if draw < WON_SHARE else "lost"
            span = (60, days)
        result.append(_lead(stage, span, rng))
    return result


def make(count: int, rng: Random) -> list[Lead]:
    """Enquiries over all stages; each stage has at least one.

    :param count: at least the number of stages
    """
    stages = [stage for stage, _weight, _ages in STAGES]
    extra = rng.choices(stages, [w for _s, w, _a in STAGES], k=count - len(stages))
    ages = {stage: span for stage, _weight, span in STAGES}
    return [_lead(stage, ages[stage], rng) for stage in stages + extra]


def _lead(stage: str, span: tuple[int, int], rng: Random) -> Lead:
    age = rng.randint(*span)
    closed = stage in ("lost", "crm_stage_delivered")
    moved = max(0, age - rng.randint(5, 45)) if closed else rng.randint(0, min(age, 9))
    return Lead(
        stage=stage,
        channel=weighted(rng, CHANNELS),
        age=age,
        moved=moved,
        priority=rng.choices("0123", (40, 30, 20, 10))[0],
        reason=(
            rng.choices(range(len(LOST_REASONS)), [r[3] for r in LOST_REASONS])[0]
            if stage == "lost"
            else None
        ),
    )


def title(script: str, car: str) -> str:
    """Name of a lead in the customer's language.

    :param script: ru, latin or zh
    :param car: make and model
    """
    return _TITLES[script].format(car=car)


def comment(script: str, rng: Random) -> str:
    """What the customer says, in his language."""
    return rng.choice(_WORDS[script])
