"""The makes and models that drive about, and their VINs."""

from dataclasses import dataclass
from random import Random

# Order of the model-year codes in position 10, a cycle of 30 years (1980 = A).
YEAR_CODES = "ABCDEFGHJKLMNPRSTVWXY123456789"
VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


@dataclass(frozen=True)
class Car:
    """A model of the catalogue.

    ``key`` is the external id of the model in dealer_crm; ``descriptor`` positions 4-9
    of its VINs (? letter or digit, # digit); ``plants`` letters for position 11;
    ``year_coded``: position 10 tells the model year; ``interval`` km between two
    services; ``price`` of a new one in RUB.
    """

    key: str
    wmi: str
    descriptor: str
    plants: str
    years: tuple[int, int]
    weight: int
    price: int
    interval: int = 10000
    year_coded: bool = True
    electric: bool = False


def _car(line: str) -> Car:
    key, wmi, descriptor, plants, first, last, weight, price, interval, *flags = (
        line.split()
    )
    return Car(
        key=f"model_{key}",
        wmi=wmi,
        descriptor=descriptor,
        plants=plants,
        years=(int(first), int(last)),
        weight=int(weight),
        price=int(price) * 1000,
        interval=int(interval) * 1000,
        year_coded="-year" not in flags,
        electric="electric" in flags,
    )


# External id, maker's code, descriptor, plants, first and last year, frequency,
# price (thousand RUB), interval (thousand km), peculiarities.
CARS = tuple(
    _car(line)
    for line in """
lada_granta XTA 2190## Y 2012 2026 60 900 15
lada_vesta XTA GFL### Y 2016 2026 50 1500 15
lada_largus XTA KS0Y5# Y 2013 2026 18 1600 15
lada_niva_legend XTA 212140 Y 2010 2026 14 1050 15
lada_niva_travel XTA 212300 C 2021 2026 12 1400 15
lada_xray XTA GAB### Y 2016 2022 10 1100 15
lada_priora XTA 21703# Y 2009 2018 10 600 15
geely_coolray L6T ?7#?Z? NE 2020 2026 24 2600 10
geely_atlas LB3 7#2?4? AL 2018 2026 20 3100 10
geely_monjaro LB3 7#9?6? LB 2022 2026 22 4500 10
geely_tugella L6T 7#8?3? NE 2020 2025 8 4000 10
geely_emgrand LB3 7#1?2? LA 2022 2026 10 2300 10
chery_tiggo_4 LVV DB2#? DB 2019 2026 24 2200 10
chery_tiggo_7_pro LVV DB1#? DB 2020 2026 22 2800 10
chery_tiggo_8_pro LVV DD1#? DB 2021 2026 16 3600 10
chery_arrizo_8 LVV DC2#? DB 2022 2026 8 2700 10
haval_jolion XZG FF0#A? 9A 2021 2026 30 2300 10
haval_f7 XZG FF1#A? 9A 2019 2026 18 2900 10
haval_dargo XZG FE0#A? 9A 2022 2026 12 3300 10
haval_h9 LGW FF5#?? HB 2018 2026 5 4600 10
exeed_lx LVT DB1#? AM 2021 2026 8 3300 10
exeed_vx LVT DD2#? AM 2021 2026 6 4900 10
omoda_c5 LVU DB2#? DB 2022 2026 14 2600 10
changan_cs55_plus LS4 ASE2? FJ 2021 2026 12 2700 10
changan_uni_k LS4 ASK3? FJ 2021 2026 8 3900 10
gac_gs8 LMG AC1G# SB 2021 2026 6 4300 10
tank_300 LGW FF6#?? HB 2023 2026 10 4400 10
zeekr_001 L6T 7#5?1? NE 2022 2026 6 6200 20 electric
byd_han LGX CE4C? CG 2021 2026 6 5400 20 electric
byd_song_plus LC0 CE4C? CG 2021 2026 7 3500 20 electric
byd_seal LGX CE4D? CG 2023 2026 5 4700 20 electric
volkswagen_polo XW8 ZZZCK# KG 2011 2022 30 1500 15
volkswagen_tiguan XW8 ZZZ5N# KG 2011 2022 22 2900 15
volkswagen_passat WVW ZZZ3C# EP 2010 2020 8 2700 15
volkswagen_touareg WVG ZZZ7P# D 2011 2022 8 6000 15
volkswagen_golf WVW ZZZ1K# WP 2009 2020 6 2200 15
toyota_camry XW7 BF4FK# 0S 2009 2022 26 3200 10
toyota_rav4 XW7 RDREV# 0S 2016 2022 18 3400 10
toyota_corolla JTN BB3RE# 0J 2010 2022 12 2300 10
toyota_land_cruiser_300 JTM HX01J# 04 2021 2026 8 9900 10
toyota_land_cruiser_prado JTE BR3FJ# 0K 2010 2023 10 5600 10
toyota_highlander 5TD ZARAH SF 2014 2022 4 5200 10
bmw_3_series X4X 8A7## 0D 2012 2022 8 4200 15 -year
bmw_5_series X4X 6P2## 0D 2011 2022 8 5900 15 -year
bmw_x3 X4X WX39# 0D 2011 2022 8 5400 15 -year
bmw_x5 X4X KS49# 0L 2011 2022 8 8200 15 -year
bmw_x1 WBA HS11# 0V 2011 2021 4 3600 15 -year
hyundai_solaris Z94 K241CB R 2011 2022 30 1600 15
hyundai_creta Z94 G2811B R 2016 2022 26 2300 15
hyundai_tucson KMH J381AB U 2010 2022 14 3000 15
hyundai_santa_fe KMH SH81XD U 2010 2022 8 3800 15
kia_rio Z94 C241BB R 2011 2022 30 1600 15
kia_ceed XWE HM512B 0 2010 2022 14 2000 15
kia_sportage XWE PH81AD 0 2010 2022 16 3000 15
kia_sorento XWE KU814D 0 2010 2022 8 3700 15
renault_logan X7L 4SRAT# HY 2010 2022 16 1100 15 -year
renault_duster X7L HSRHD# HY 2012 2022 18 1700 15 -year
renault_kaptur X7L ASRBV# HY 2016 2022 8 1800 15 -year
skoda_octavia XW8 AC4NE# GK 2011 2022 16 2400 15
skoda_rapid XW8 AC1NH# K 2014 2022 12 1500 15
skoda_kodiaq XW8 LJ7NS# HN 2018 2022 6 3500 15
nissan_qashqai Z8N FBAJ11 ES 2010 2022 14 2300 15
nissan_x_trail Z8N TANT32 ES 2011 2022 10 2800 15
mazda_cx_5 RUM KE92## 0 2012 2022 10 3100 15
mazda_6 JMZ GJ621# 0 2010 2021 6 2600 15
mercedes_e_class WDD 2120## A 2010 2020 6 5900 15 -year
mercedes_glc W1N 2539## F 2019 2024 4 6700 15 -year
audi_q5 WAU ZZZ8R# A 2010 2022 5 5300 15
audi_a4 WAU ZZZ8K# AN 2010 2020 5 3600 15
lexus_rx JTJ BARBZ# 02 2010 2022 6 6900 10
mitsubishi_outlander Z8T XTGF3W M 2012 2022 12 2900 15
ford_focus X9F 4XXEEB 4C 2010 2019 10 1500 15
ford_explorer 1FM 5K8D8 G 2013 2019 3 4000 10
chevrolet_tahoe 1GN SKBKC JR 2015 2024 3 8200 10
volvo_xc60 YV1 DZA8B# 2 2011 2022 5 4800 15
subaru_forester JF1 SJ5LC# G 2013 2022 6 3400 15
""".strip().splitlines()
)
BY_KEY = {car.key: car for car in CARS}
# Right-hand drive cars from Japan have a chassis number instead of a VIN.
CHASSIS = (
    ("model_toyota_corolla", "NZE121-", 2004, 2010),
    ("model_honda_cr_v", "RD5-", 2003, 2008),
    ("model_subaru_forester", "SG5-", 2003, 2009),
    ("model_nissan_x_trail", "NT31-", 2008, 2013),
    ("model_mazda_3", "BK5P-", 2005, 2010),
)

COLOURS = (
    ("White", "Белый", "白色"),
    ("Black", "Чёрный", "黑色"),
    ("Silver", "Серебристый", "银色"),
    ("Grey", "Серый", "灰色"),
    ("Blue", "Синий", "蓝色"),
    ("Red", "Красный", "红色"),
    ("Brown", "Коричневый", "棕色"),
    ("Green", "Зелёный", "绿色"),
)
COLOUR_WEIGHTS = (30, 22, 12, 14, 8, 7, 4, 3)


def check_digit(vin: str) -> str:
    """Position 9 of a VIN by ISO 3779 / 49 CFR 565: weighted sum modulo 11.

    :param vin: 17 characters; what stands in position 9 does not matter
    :return: a digit, or X for ten
    """
    total = sum(
        int(_VALUES.get(char, char)) * weight
        for char, weight in zip(vin, _WEIGHTS, strict=True)
    )
    return "0123456789X"[total % 11]


def has_check_digit(wmi: str) -> bool:
    """Whether makers of this region write a check digit: China and North America."""
    return wmi[0] in "L12345"


def year_code(year: int) -> str:
    """Letter or digit of a model year for position 10."""
    return YEAR_CODES[(year - 1980) % 30]


def vin(car: Car, year: int, index: int, rng: Random) -> str:
    """A VIN of a model.

    :param car: model of the catalogue
    :param year: model year
    :param index: number of the car, up to 999 999; each gives another VIN
    :return: 17 characters, the last six are digits, check digit where the region of
        the maker has one
    """
    described = "".join(
        rng.choice(VIN_LETTERS + "0123456789")
        if char == "?"
        else str(rng.randrange(10))
        if char == "#"
        else char
        for char in car.descriptor
    )
    serial = (index * 618_033 + 271_828) % 1_000_000
    code = year_code(year) if car.year_coded else rng.choice("0123456789")
    plant = rng.choice(car.plants)
    start = f"{car.wmi}{described:0<6}"
    text = f"{start[:9]}{code}{plant}{serial:06d}"
    if has_check_digit(car.wmi):
        return text[:8] + check_digit(text) + text[9:]
    return text


def choose(rng: Random, year: int) -> Car:
    """A model which was sold in that year, by its frequency.

    :param year: model year, 2010 to 2026; later ones count as 2026
    """
    year = min(year, 2026)
    sold = [car for car in CARS if car.years[0] <= year <= car.years[1]]
    return rng.choices(sold, [car.weight for car in sold])[0]


def choose_new(rng: Random, year: int) -> Car:
    """A model which is sold new today, by its frequency.

    :param year: model year of the cars in stock
    """
    latest = min(year, 2026)
    sold = [car for car in CARS if car.years[1] >= latest]
    return rng.choices(sold, [car.weight for car in sold])[0]


def chassis_number(index: int) -> tuple[str, str, int]:
    """A car imported from Japan: external id of the model, chassis number, year.

    :param index: number of the car
    """
    key, frame, first, last = CHASSIS[index % len(CHASSIS)]
    number = (index * 61_803 + 27_182) % 10_000_000
    return key, f"{frame}{number:07d}", first + index % (last - first + 1)


def colour(rng: Random) -> tuple[str, str, str]:
    """Name of a colour in English, Russian and Chinese."""
    return rng.choices(COLOURS, COLOUR_WEIGHTS)[0]
