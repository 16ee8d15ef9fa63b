"""What a column of somebody else's file holds: by its title, else by its values."""

import re
import unicodedata
from dataclasses import dataclass

from odoo.addons.dealer_crm.tools import keys, plate, vin

from . import values

# Above this, a title or the values are trusted.
ENOUGH = 45
EXACT = 100
BY_VALUES = {"email": 80, "vin": 75, "phone": 55, "plate": 50}

# Titles as programs of the three countries write them, by what the column holds.
SYNONYMS = {
    "number": "customer id, customer number, customer no, client id, client code,"
    " contact id, external id, id, код клиента, номер клиента, код контрагента, код,"
    " идентификатор, ид клиента, 客户编号, 客户代码, 客户号, 会员编号, 编号",
    "name": "name, full name, customer, customer name, client, client name, contact,"
    " owner, owner name, buyer, driver, company, company name, фио, ф и о, имя клиента,"
    " клиент, контрагент, покупатель, заказчик, владелец, собственник, наименование,"
    " организация, полное имя, 姓名, 名称, 客户, 客户姓名, 客户名称, 车主, 车主姓名,"
    " 联系人",
    "last_name": "last name, surname, family name, фамилия, 姓, 姓氏",
    "first_name": "first name, given name, forename, имя, 名, 名字",
    "middle_name": "middle name, patronymic, second name, отчество",
    "is_company": "is company, legal entity, customer type, тип клиента, юрлицо,"
    " юридическое лицо, 客户类型, 是否公司",
    "phone": "phone, phone number, mobile, mobile phone, cell, cell phone, tel,"
    " telephone, phone 1, телефон, тел, номер телефона, мобильный, мобильный телефон,"
    " сотовый, телефон 1, контактный телефон, 电话, 手机, 手机号, 手机号码, 电话号码,"
    " 联系电话",
    "phone2": "phone 2, second phone, other phone, home phone, work phone, телефон 2,"
    " доп телефон, дополнительный телефон, домашний телефон, рабочий телефон, 电话2,"
    " 备用电话, 固定电话, 座机",
    "email": "email, e mail, mail, email address, почта, эл почта, электронная почта,"
    " емейл, адрес электронной почты, 邮箱, 电子邮件, 电子邮箱, 邮件",
    "birthdate": "birthdate, birthday, date of birth, dob, born, дата рождения,"
    " день рождения, др, д р, 出生日期, 生日, 出生年月日",
    "street": "street, address, address line 1, home address, адрес, улица,"
    " адрес проживания, адрес регистрации, 地址, 住址, 街道, 联系地址",
    "city": "city, town, город, населенный пункт, нас пункт, 城市, 市, 所在城市",
    "zip": "zip, zip code, postcode, postal code, индекс, почтовый индекс, 邮编,"
    " 邮政编码",
    "country": "country, страна, 国家",
    "vat": "vat, tax id, tax number, tin, инн, 税号, 纳税人识别号",
    "manager": "manager, salesperson, sales person, personal manager, consultant,"
    " менеджер, ответственный, персональный менеджер, продавец, куратор, 销售顾问,"
    " 客户经理, 负责人, 销售员",
    "comment": "comment, comments, note, notes, remark, примечание, комментарий,"
    " заметки, 备注, 说明",
    "vin": "vin, vin code, vin number, chassis, chassis number, chassis no, frame,"
    " frame number, вин, вин код, vin код, vin номер, номер кузова, кузов, шасси, рама,"
    " 车架号, 车架号码, 底盘号, 车辆识别代号, 车辆识别码, vin码",
    "plate": "plate, license plate, licence plate, registration, reg no, reg number,"
    " registration number, госномер, гос номер, государственный номер, гос знак,"
    " регистрационный номер, грз, номер авто, 车牌, 车牌号, 车牌号码, 牌照",
    "make": "make, brand, manufacturer, марка, производитель, 品牌, 厂牌, 汽车品牌",
    "model": "model, car model, модель, модель авто, 车型, 型号, 车系",
    "car": "car, vehicle, make and model, make model, автомобиль, авто, марка модель,"
    " марка и модель, машина, тс, interested in, wanted car, car of interest,"
    " интересующий автомобиль, желаемый автомобиль, интерес, 车辆, 汽车, 品牌车型,"
    " 意向车型, 意向车辆",
    "year": "year, model year, year of manufacture, production year, год, год выпуска,"
    " модельный год, г в, 年份, 年款, 出厂年份, 生产年份",
    "color": "color, colour, body color, exterior color, цвет, цвет кузова, 颜色,"
    " 车身颜色, 外观颜色",
    "odometer": "odometer, mileage, kilometers, kilometres, km, miles, odo, run,"
    " пробег, одометр, показания одометра, 里程, 里程数, 行驶里程, 公里数, 进厂里程",
    "odometer_date": "odometer date, reading date, mileage date, дата пробега,"
    " дата показаний, 里程日期, 读数日期",
    "role": "role, relation, тип владения, роль, 角色, 关系",
    "date_from": "from, date from, start, start date, since, purchase date, sale date,"
    " saledate, sold on, owned from, ownership from, с, дата с, дата начала,"
    " дата покупки, дата продажи, владеет с, 开始日期, 购车日期, 购买日期, 销售日期,"
    " 起始日期",
    "lead_number": "lead id, lead number, lead no, request id, inquiry id,"
    " номер обращения, номер заявки, id заявки, id лида, номер лида, 线索编号, 线索号,"
    " 线索id",
    "request_date": "request date, inquiry date, lead date, created, created at, date,"
    " дата обращения, дата заявки, дата создания, дата, 线索日期, 咨询日期, 留资时间,"
    " 创建时间, 日期",
    "trade_in": "trade in, trade in car, current car, own car, трейд ин,"
    " авто в трейд ин, автомобиль клиента, текущий автомобиль, 置换车, 置换车型,"
    " 置换车辆, 现有车辆, 旧车",
    "budget": "budget, price, бюджет, цена, сумма, 预算, 价格",
    "date_to": "to, until, date to, end, end date, owned to, owned until, по, дата по,"
    " дата окончания, владел до, 结束日期, 截止日期, 到期日期",
}

_PLATE = re.compile(
    r"[ABEKMHOPCTYX]\d{3}[ABEKMHOPCTYX]{2}\d{2,3}|[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}"
)


@dataclass(frozen=True)
class Target:
    """What a column may be: ``type`` of its values and titles it is known by."""

    type: str = "text"
    synonyms: tuple[str, ...] = ()


def target(code: str, type_: str, more: str = "") -> Target:
    """A target with the titles known for its code.

    :param code: name of the target
    :param type_: type of its values
    :param more: further titles, separated by commas
    """
    phrases = f"{SYNONYMS.get(code, '')},{more}".split(",")
    return Target(type_, tuple(filter(None, map(normalise, phrases))))


def normalise(header: str) -> str:
    """A title in lower case without punctuation; what is in brackets is a unit."""
    text = unicodedata.normalize("NFKC", header).casefold().replace("ё", "е")
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text)
    # A name of a programmer: customerName, customer_name.
    text = re.sub(r"[\W_]+", " ", text).strip()
    return re.sub(r"\s+", " ", text)


def by_title(header: str, target_: Target) -> int:
    """How well a title names a target, 0 to 100."""
    title = normalise(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header))
    if not title:
        return 0
    if title in target_.synonyms or normalise(header) in target_.synonyms:
        return EXACT
    best = 0
    for phrase in target_.synonyms:
        chinese = any("\u3400" <= character <= "\u9fff" for character in phrase)
        if chinese:
            inside = len(phrase) > 1 and phrase in title
        else:
            # One or two letters are a word of their own in too many titles.
            inside = len(phrase) > 2 and f" {phrase} " in f" {title} "
        if inside:
            length = len(phrase) * (3 if chinese else 1)
            best = max(best, 50 + min(40, length * 2))
    return best


def share(samples: list[str], type_: str) -> float | None:
    """Share of the values which are of a type; None when the type cannot be seen.

    :param samples: values which are not empty
    """
    test = {
        "vin": _is_vin,
        "email": lambda text: bool(keys.email_key(text)),
        "phone": _is_phone,
        "plate": _is_plate,
        "date": lambda text: _reads(values.day, text),
        "number": lambda text: _reads(values.number, text),
        "points": lambda text: _reads(values.number, text),
        "km": lambda text: _reads(values.kilometres, text),
        "year": lambda text: _reads(values.year, text),
    }.get(type_)
    if test is None or not samples:
        return None
    return sum(map(test, samples)) / len(samples)


def _is_vin(text):
    key = vin.normalise(text)
    try:
        return len(key) == vin.LENGTH and vin.status(key) in ("ok", "bad_check_digit")
    except vin.VinError:
        return False


def _is_phone(text):
    digits = keys.digits(text)
    return 10 <= len(digits) <= 15 and not re.search("[^\\W\\d]", text)


def _is_plate(text):
    try:
        return bool(_PLATE.fullmatch(plate.normalise(text)))
    except plate.PlateError:
        return False


def _reads(function, text):
    try:
        function(text)
    except values.BadValueError:
        # For a date: the other order of day and month may read it.
        return function is values.day and _reads_other_order(text)
    return True


def _reads_other_order(text):
    try:
        values.day(text, "mdy")
    except values.BadValueError:
        return False
    return True


def guess(
    titles: list[str], samples: list[list[str]], targets: dict[str, Target]
) -> list[str | None]:
    """What each column holds; every target at most once.

    :param titles: first row of the file
    :param samples: for each column the first values, cleaned, without empty ones
    :param targets: by code, what the import can use
    :return: code or None for each column
    """
    scores = []
    for place, (title, column) in enumerate(zip(titles, samples, strict=True)):
        for code, target_ in targets.items():
            score = _score(title, column, target_)
            if score >= ENOUGH:
                scores.append((-score, place, code))
    found: list[str | None] = [None] * len(titles)
    for _rank, place, code in sorted(scores):
        if found[place] is None and code not in found:
            found[place] = code
    return _settle_names(found, targets)


def _score(title, column, target_):
    score = by_title(title, target_)
    fits = share(column, target_.type)
    if fits is None:
        return score
    if score and fits < 0.3:
        # The title says so, the values do not: another column may say it better.
        return score - 40
    if not score and fits >= 0.6:
        return BY_VALUES.get(target_.type, 0)
    return score


def _settle_names(found, targets):
    """ "Имя" alone, without a column of family names, is the whole name."""
    alone = "first_name" in found and not {"last_name", "name"} & set(found)
    if alone and "name" in targets:
        found[found.index("first_name")] = "name"
    return found
