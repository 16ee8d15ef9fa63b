"""What the workshop does: operations, parts and their prices in RUB (net of tax)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A part or material: names in English, Russian, Chinese; price in RUB."""

    code: str
    name: str
    name_ru: str
    name_zh: str
    price: int
    unit: str = "unit"


@dataclass(frozen=True)
class Operation:
    """A piece of work: hours are norm hours, parts are pairs of code and quantity."""

    code: str
    name: str
    name_ru: str
    name_zh: str
    hours: float
    parts: tuple[tuple[str, float], ...] = ()


def _part(line: str) -> Part:
    code, price, name, name_ru, name_zh, *unit = (x.strip() for x in line.split("|"))
    return Part(code, name, name_ru, name_zh, int(price), *unit)


def _operation(line: str) -> Operation:
    code, hours, *names = (x.strip() for x in line.split("|"))
    return Operation(code, *names, float(hours), _USES.get(code, ()))


PARTS = tuple(
    _part(line)
    for line in """
OIL530|950|Engine oil 5W-30, litre|Масло моторное 5W-30, литр|机油 5W-30（升）|litre
OIL540|880|Engine oil 5W-40, litre|Масло моторное 5W-40, литр|机油 5W-40（升）|litre
FLT-OIL|790|Oil filter|Фильтр масляный|机油滤清器
FLT-AIR|1450|Air filter|Фильтр воздушный|空气滤清器
FLT-CAB|1250|Cabin filter|Фильтр салона|空调滤清器
FLT-FUEL|2400|Fuel filter|Фильтр топливный|燃油滤清器
PLUG-STD|420|Spark plug|Свеча зажигания|火花塞
PLUG-IR|1350|Spark plug, iridium|Свеча зажигания иридиевая|铱金火花塞
BRK-FLUID|900|Brake fluid DOT 4, litre|Жидкость тормозная, литр|制动液（升）|litre
COOLANT|650|Coolant, litre|Антифриз, литр|冷却液（升）|litre
PAD-F|4600|Brake pads, front|Колодки тормозные передние|前刹车片
PAD-R|3900|Brake pads, rear|Колодки тормозные задние|后刹车片
DISC-F|7800|Brake disc, front|Диск тормозной передний|前刹车盘
BATTERY|11500|Battery 60 Ah|Аккумулятор 60 А·ч|蓄电池 60Ah
WIPER|1700|Wiper blade|Щётка стеклоочистителя|雨刮片
BULB-H7|680|Bulb H7|Лампа H7|H7 灯泡
BELT-KIT|9800|Timing belt kit|Комплект ремня ГРМ|正时皮带套件
BELT-AUX|2600|Drive belt|Ремень привода агрегатов|附件皮带
PUMP|7200|Water pump|Насос охлаждающей жидкости|水泵
ATF|1300|Gearbox oil ATF, litre|Масло АКПП, литр|变速箱油（升）|litre
SHOCK-F|8900|Shock absorber, front|Амортизатор передний|前减震器
STAB-LINK|1900|Stabiliser link|Стойка стабилизатора|稳定杆连杆
ARM-BUSH|1500|Control arm bush|Сайлентблок рычага|控制臂衬套
BEARING|5400|Wheel bearing|Подшипник ступицы|轮毂轴承
TYRE-S|9900|Tyre 205/55 R16, summer|Шина 205/55 R16 летняя|夏季轮胎 205/55
TYRE-W|11200|Tyre 205/55 R16, winter|Шина 205/55 R16 зимняя|冬季轮胎 205/55
VALVE|120|Tyre valve|Вентиль шины|气门嘴
MAT|4200|Floor mats, set|Коврики салона, комплект|脚垫（套）
WASHER|350|Washer fluid, canister|Жидкость омывателя, канистра|玻璃水（桶）
CLEANER|560|Brake cleaner, can|Очиститель тормозов, баллон|刹车清洁剂（罐）
AC-GAS|3200|Air conditioning refrigerant|Хладагент кондиционера|空调制冷剂
""".strip().splitlines()
)
# Operation and the parts it takes with their quantities.
_USES = {
    line.split()[0]: tuple(
        (part, float(quantity))
        for part, quantity in (item.split("*") for item in line.split()[1:])
    )
    for line in """
TO-0 OIL530*4 FLT-OIL*1
TO-S OIL530*4.5 FLT-OIL*1
TO-B OIL530*4.5 FLT-OIL*1 FLT-AIR*1 FLT-CAB*1
TO-P PLUG-STD*4
TO-EV FLT-CAB*1
CABIN FLT-CAB*1
BRK-FL BRK-FLUID*1
COOL COOLANT*7
PADS-F PAD-F*1 CLEANER*1
PADS-R PAD-R*1 CLEANER*1
DISCS-F DISC-F*2 PAD-F*1 CLEANER*1
BATT BATTERY*1
TYRES VALVE*4
TYRES-N TYRE-W*4 VALVE*4
WIPERS WIPER*2
BULBS BULB-H7*1
TIMING BELT-KIT*1 PUMP*1 COOLANT*6
BELT BELT-AUX*1
GEARBOX ATF*7
SHOCKS SHOCK-F*2
STABS STAB-LINK*2
BUSHES ARM-BUSH*4
HUB BEARING*1
CLIMATE AC-GAS*1
""".strip().splitlines()
}
OPERATIONS = tuple(
    _operation(line)
    for line in """
TO-0|0.6|First service: check|Нулевое ТО: осмотр|首保检查
TO-S|1.2|Service: oil and filter|ТО малое: масло и фильтр|小保养：机油机滤
TO-B|2.4|Service: oil, all filters|ТО большое: масло, все фильтры|大保养：机油三滤
TO-P|0.9|Spark plugs|Замена свечей зажигания|更换火花塞
TO-EV|0.8|Service of an electric car|ТО электромобиля|电动车保养
CABIN|0.3|Cabin filter|Замена фильтра салона|更换空调滤芯
BRK-FL|0.8|Brake fluid|Замена тормозной жидкости|更换制动液
COOL|1.1|Coolant|Замена охлаждающей жидкости|更换冷却液
PADS-F|1.0|Front brake pads|Замена передних колодок|更换前刹车片
PADS-R|1.1|Rear brake pads|Замена задних колодок|更换后刹车片
DISCS-F|1.8|Front discs and pads|Замена передних дисков и колодок|更换前刹车盘片
BATT|0.4|Battery|Замена аккумулятора|更换蓄电池
TYRES|1.4|Change of the season's tyres|Сезонный шиномонтаж|季节换胎
TYRES-N|1.6|New winter tyres|Новые зимние шины с монтажом|更换冬季轮胎
WIPERS|0.2|Wiper blades|Замена щёток стеклоочистителя|更换雨刮片
BULBS|0.3|Headlamp bulb|Замена лампы фары|更换大灯灯泡
TIMING|4.2|Timing belt with pump|Замена ремня ГРМ с помпой|更换正时皮带及水泵
BELT|0.7|Drive belt|Замена ремня агрегатов|更换附件皮带
GEARBOX|1.7|Gearbox oil|Замена масла в АКПП|更换变速箱油
SHOCKS|2.2|Front shock absorbers|Замена передних амортизаторов|更换前减震器
STABS|0.9|Stabiliser links|Замена стоек стабилизатора|更换稳定杆连杆
BUSHES|2.0|Control arm bushes|Замена сайлентблоков рычагов|更换控制臂衬套
HUB|1.6|Wheel bearing|Замена ступичного подшипника|更换轮毂轴承
ALIGN|1.2|Wheel alignment|Развал-схождение|四轮定位
DIAG|1.0|Diagnosis|Компьютерная диагностика|电脑诊断
CLIMATE|1.0|Refill of the air conditioning|Заправка кондиционера|空调加氟
WASH|0.5|Wash and vacuum|Мойка и уборка салона|洗车吸尘
""".strip().splitlines()
)
PARTS_BY_CODE = {part.code: part for part in PARTS}
OPERATIONS_BY_CODE = {operation.code: operation for operation in OPERATIONS}

# Price of a norm hour by the price class of the car (in RUB of a new car).
HOUR_PRICES = ((2_000_000, 2200), (3_500_000, 2900), (5_000_000, 3600))
HOUR_PRICE_TOP = 4800
# Prices rose by this much a year.
INFLATION = 0.09


def hour_price(car_price: int) -> int:
    """Price of a norm hour for a car.

    :param car_price: price of a new car of the model in RUB
    :return: RUB, net
    """
    for limit, price in HOUR_PRICES:
        if car_price < limit:
            return price
    return HOUR_PRICE_TOP


def price_then(price: float, days_ago: int) -> float:
    """What something cost some days ago, rounded to 10 RUB.

    :param price: today's price in RUB
    :param days_ago: 0 is today
    """
    return round(price / (1 + INFLATION) ** (days_ago / 365) / 10) * 10.0


@dataclass(frozen=True)
class Line:
    """A line of a service order: kind labour or part, price per unit in RUB, net."""

    kind: str
    code: str
    name: str
    quantity: float
    price: float

    @property
    def amount(self) -> float:
        """Quantity times price in RUB."""
        return round(self.quantity * self.price, 2)


def lines(codes: tuple[str, ...], car_price: int, days_ago: int) -> list[Line]:
    """What a visit costs, line by line.

    :param codes: of operations
    :param car_price: price of a new car of the model, decides about the norm hour
    :param days_ago: when it was, 0 is today
    """
    result = []
    hour = price_then(hour_price(car_price), days_ago)
    for code in codes:
        operation = OPERATIONS_BY_CODE[code]
        result.append(Line("labour", code, operation.name, operation.hours, hour))
        for part_code, quantity in operation.parts:
            part = PARTS_BY_CODE[part_code]
            price = price_then(part.price, days_ago)
            result.append(Line("part", part_code, part.name, quantity, price))
    return result


def total(codes: tuple[str, ...], car_price: int, days_ago: int) -> float:
    """Sum of the lines of a visit in RUB, net."""
    return round(sum(line.amount for line in lines(codes, car_price, days_ago)), 2)
