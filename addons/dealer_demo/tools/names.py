"""Names of people in three scripts, with what is needed to write them right."""

# First name of a man, patronymic of his son, patronymic of his daughter.
MEN_RU = tuple(
    tuple(line.split())
    for line in """
Александр Александрович Александровна
Алексей Алексеевич Алексеевна
Анатолий Анатольевич Анатольевна
Андрей Андреевич Андреевна
Антон Антонович Антоновна
Артём Артёмович Артёмовна
Борис Борисович Борисовна
Вадим Вадимович Вадимовна
Валерий Валерьевич Валерьевна
Василий Васильевич Васильевна
Виктор Викторович Викторовна
Виталий Витальевич Витальевна
Владимир Владимирович Владимировна
Вячеслав Вячеславович Вячеславовна
Геннадий Геннадьевич Геннадьевна
Георгий Георгиевич Георгиевна
Григорий Григорьевич Григорьевна
Денис Денисович Денисовна
Дмитрий Дмитриевич Дмитриевна
Евгений Евгеньевич Евгеньевна
Егор Егорович Егоровна
Иван Иванович Ивановна
Игорь Игоревич Игоревна
Илья Ильич Ильинична
Кирилл Кириллович Кирилловна
Константин Константинович Константиновна
Лев Львович Львовна
Максим Максимович Максимовна
Михаил Михайлович Михайловна
Никита Никитич Никитична
Николай Николаевич Николаевна
Олег Олегович Олеговна
Павел Павлович Павловна
Пётр Петрович Петровна
Роман Романович Романовна
Руслан Русланович Руслановна
Семён Семёнович Семёновна
Сергей Сергеевич Сергеевна
Станислав Станиславович Станиславовна
Степан Степанович Степановна
Тимофей Тимофеевич Тимофеевна
Фёдор Фёдорович Фёдоровна
Юрий Юрьевич Юрьевна
Яков Яковлевич Яковлевна
""".strip().splitlines()
)
MEN_TATAR = tuple(
    tuple(line.split())
    for line in """
Айдар Айдарович Айдаровна
Айрат Айратович Айратовна
Ильдар Ильдарович Ильдаровна
Ильнур Ильнурович Ильнуровна
Камиль Камилевич Камилевна
Марат Маратович Маратовна
Наиль Наилевич Наилевна
Рамиль Рамилевич Рамилевна
Ренат Ренатович Ренатовна
Рустам Рустамович Рустамовна
Тимур Тимурович Тимуровна
Фарид Фаридович Фаридовна
Шамиль Шамилевич Шамилевна
""".strip().splitlines()
)
WOMEN_RU = tuple(
    """
Александра Алина Алла Анастасия Анна Валентина Валерия Вера Вероника Виктория
Галина Дарья Диана Евгения Екатерина Елена Елизавета Жанна Зинаида Инна Ирина
Карина Кристина Ксения Лариса Любовь Людмила Маргарита Марина Мария Надежда Наталья
Нина Оксана Ольга Полина Раиса Светлана София Тамара Татьяна Ульяна Юлия Яна
""".split()
)
WOMEN_TATAR = tuple(
    "Айгуль Алсу Гузель Гульнара Диляра Лейсан Лилия Резеда Фарида Эльвира".split()
)
SURNAMES_RU = tuple(
    """
Абрамов Агафонов Аксёнов Александров Алексеев Андреев Анисимов Антонов Арефьев
Архипов Афанасьев Бабушкин Баранов Белов Беляев Бережной Бирюков Блинов Бобров
Богданов Большаков Борисов Брагин Буров Быков Васильев Ветров Виноградов Вишняков
Власов Волков Воробьёв Воронин Галкин Герасимов Глухов Голубев Горбунов Гордеев
Горский Грачёв Григорьев Громов Гуляев Гуров Гусев Давыдов Данилов Дементьев
Демидов Денисов Дорофеев Дроздов Дубровский Евдокимов Евсеев Егоров Елисеев Емельянов
Ершов Ефимов Жданов Жуков Журавлёв Завьялов Зайцев Захаров Зимин Зубов Зуев Иванов
Игнатьев Ильин Исаев Кабанов Казаков Калашников Калинин Капустин Карпов Киселёв
Климов Ковалёв Ковальчук Козлов Колесников Комаров Комиссаров Кондратьев Коновалов
Константинов Корнилов Королёв Косарев Котов Кравченко Красильников Крылов Крюков
Кудрявцев Кузнецов Кузьмин Кулагин Куликов Лазарев Ларионов Лебедев Литвинов Лобанов
Логинов Лукин Лыткин Макаров Максимов Малинин Мартынов Маслов Матвеев Медведев
Мельников Мещеряков Миронов Митрофанов Михайлов Мишин Моисеев Молчанов Морозов Муравьёв
Назаров Наумов Некрасов Нестеров Никитин Никифоров Николаев Никулин Новиков Носов
Овчинников Одинцов Орехов Орлов Осипов Островский Павлов Панин Панов Панфилов Пахомов
Петров Петровский Пименов Поляков Пономарёв Попов Потапов Прохоров Рожков Романов
Русаков Рыбаков Рябов Савельев Савченко Самойлов Сафонов Свиридов Селезнёв Семёнов
Сергеев Серебряков Сидоров Симонов Ситников Скворцов Смирнов Соболев Соколов Соловьёв
Сорокин Степанов Стрелков Субботин Суханов Сухарев Сычёв Тарасов Терентьев Тимофеев
Титов Тихонов Третьяков Трофимов Туманов Уваров Успенский Устинов Ушаков Фадеев
Федосеев Фёдоров Филатов Филиппов Фомин Фролов Харитонов Хохлов Цветков Чайковский
Чернов Чернышёв Чистяков Чугунов Шаповалов Шарапов Шевченко Шестаков Широков Шубин
Щербаков Щукин Юдин Юрченко Яковлев Яшин
""".split()
)
SURNAMES_TATAR = tuple(
    """
Абдуллин Ахметов Бикбулатов Валеев Галиев Гарифуллин Гатауллин Зарипов Ибрагимов
Каримов Латыпов Мингазов Мухаметзянов Насыров Нигматуллин Садыков Сафин Фахрутдинов
Хабибуллин Хайруллин Хакимов Хасанов Шайхутдинов Шакиров Юсупов Ямалиев
""".split()
)

LATIN_MEN = tuple(
    """
Adam Antoine Carlos Daniel David Erik Felix Giovanni Henrik Jakub James Jan Lars Lukas
Marco Marek Martin Matteo Michael Niels Oliver Oscar Pavel Pierre Robert Stefan Thomas
Tomas Viktor William
""".split()
)
LATIN_WOMEN = tuple(
    """
Alice Amelie Barbara Camille Carla Charlotte Chiara Clara Elena Emily Eva Greta Hannah
Helena Ines Ingrid Jana Julia Katarina Laura Lena Louise Maria Marta Monika Nora Olivia
Petra Sofia Teresa
""".split()
)
LATIN_SURNAMES = tuple(
    """
Andersson Bauer Becker Bernard Bianchi Brandt Carter Conti Dubois Dvorak Fischer
Fontaine Garcia Gruber Hansen Harris Hofmann Horvath Jansen Johansson Keller Klein
Kowalski Kramer Larsen Lefevre Lindberg Marino Martinez Meyer Moreau Moretti Nielsen
Novak Nowak Olsen Palmer Petersen Ricci Romano Rossi Schneider Schulz Silva Svensson
Taylor Vogel Wagner Walker Weber Winter Wolf Zimmermann
""".split()
)

# Character(s) and pinyin.
CHINESE_SURNAMES = tuple(
    tuple(pair.split("/"))
    for pair in """
王/Wang 李/Li 张/Zhang 刘/Liu 陈/Chen 杨/Yang 黄/Huang 赵/Zhao 吴/Wu 周/Zhou 徐/Xu
孙/Sun 马/Ma 朱/Zhu 胡/Hu 郭/Guo 何/He 林/Lin 高/Gao 罗/Luo 郑/Zheng 梁/Liang 谢/Xie
宋/Song 唐/Tang 许/Xu 韩/Han 冯/Feng 邓/Deng 曹/Cao 欧阳/Ouyang 司马/Sima
""".split()
)
CHINESE_MEN = tuple(
    tuple(pair.split("/"))
    for pair in """
伟/Wei 强/Qiang 磊/Lei 军/Jun 勇/Yong 杰/Jie 涛/Tao 明/Ming 超/Chao 建国/Jianguo
建华/Jianhua 志强/Zhiqiang 国强/Guoqiang 海涛/Haitao 文博/Wenbo 浩然/Haoran 子轩/Zixuan
宇航/Yuhang 天佑/Tianyou 俊杰/Junjie 晓东/Xiaodong 永刚/Yonggang
""".split()
)
CHINESE_WOMEN = tuple(
    tuple(pair.split("/"))
    for pair in """
芳/Fang 娜/Na 敏/Min 静/Jing 丽/Li 艳/Yan 霞/Xia 玲/Ling 雪/Xue 秀英/Xiuying
桂英/Guiying 丽华/Lihua 晓梅/Xiaomei 雨婷/Yuting 梓涵/Zihan 欣怡/Xinyi 诗涵/Shihan
美玲/Meiling 思思/Sisi 佳琪/Jiaqi
""".split()
)

# Names of companies.
COMPANY_FORMS = ("ООО", "АО")
COMPANY_WORDS = (
    "Северный путь",
    "Вектор-Логистик",
    "Быстрое такси",
    "Мясной двор",
    "Стройгарант",
    "Окна и двери",
    "Полярная звезда",
    "Медтехника",
    "Восток-Экспорт",
    "Дом хлеба",
    "Курьер плюс",
    "Зелёный сад",
    "Технолайн",
    "Пять морей",
    "Волга-Снаб",
    "Чистый город",
    "Альянс-Проект",
    "Тёплый дом",
    "Рыбный ряд",
    "Фабрика уюта",
)

_UNCHANGED = ("ко", "ук", "юк", "их", "ых", "а", "я")


def feminine(surname: str) -> str:
    """Surname of a Russian woman.

    :param surname: surname in its masculine form
    :return: feminine form; surnames in -ко, -ук and the like stay as they are
    """
    if surname.endswith(_UNCHANGED):
        return surname
    if surname.endswith(("ский", "цкий")):
        return surname[:-2] + "ая"
    if surname.endswith(("ой", "ый")):
        return surname[:-2] + "ая"
    return surname + "а"


_LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщыэюя",
        (
            "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch y e yu ya"
        ).split(),
        strict=True,
    )
)
_LETTERS.update({"ъ": "", "ь": ""})


def romanise(text: str) -> str:
    """Russian text in Latin letters, as in passports before the airline rules.

    :param text: any text; characters other than Russian letters are kept
    :return: text in which each word keeps the case of its first letter
    """
    result = []
    for char in text:
        latin = _LETTERS.get(char.lower())
        if latin is None:
            result.append(char)
        else:
            result.append(latin.capitalize() if char.isupper() else latin)
    return "".join(result)
