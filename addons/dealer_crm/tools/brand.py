"""Brands of cars under the names which people, portals and catalogues give them."""

from . import keys

# Other names of a brand, in Latin letters. Odoo's own catalogue says "Mercedes", "Alfa"
# and "Tesla Motors"; Russian and Chinese names come from portals and former systems.
SYNONYMS = {
    "alfaromeo": ("alfa",),
    "audi": ("aodi",),
    "bmw": ("bmv", "baoma", "bmwm"),
    "byd": ("biyadi", "biid"),
    "changan": ("chanan", "zhangan"),
    "chery": ("cheri", "qirui"),
    "chevrolet": ("shevrole", "chevy", "xuefulan"),
    "citroen": ("sitroen", "xuetielong"),
    "fiat": ("feiyate",),
    "ford": ("fute",),
    "geely": ("dzhili", "jili"),
    "greatwall": ("greitvoll", "zhangcheng", "gwm"),
    "haval": ("khaveil", "khaval", "hafu"),
    "honda": ("khonda", "bentian"),
    "hyundai": ("khende", "khendai", "khundai", "xiandai"),
    "jeep": ("dzhip",),
    "kia": ("qiya",),
    "lada": ("vaz", "avtovaz", "ladavaz", "vazlada"),
    "landrover": ("lendrover", "luhu"),
    "lexus": ("leksus", "leikesasi"),
    "mazda": ("mazida",),
    "mercedesbenz": ("mercedes", "mb", "mersedes", "mersedesbents", "benchi", "benz"),
    "mitsubishi": ("mitsubisi", "sanling"),
    "nissan": ("richan",),
    "peugeot": ("pezho", "biaozhi"),
    "porsche": ("porshe", "baoshijie"),
    "renault": ("reno", "leinuo"),
    "rollsroyce": ("rollsrois",),
    "skoda": ("shkoda", "sikeda"),
    "ssangyong": ("kgmobility", "ssangiong"),
    "subaru": ("sibalu",),
    "suzuki": ("sudzuki", "lingmu"),
    "tesla": ("teslamotors", "tesila"),
    "toyota": ("toiota", "fengtian"),
    "volkswagen": ("vw", "folksvagen", "dazhong"),
    "volvo": ("woerwo",),
}
_CANONICAL = {name: brand for brand, names in SYNONYMS.items() for name in names}


def key(text: str | None) -> str:
    """The one way to write the name of a brand; '' for nothing.

    >>> key("Mercedes-Benz") == key("MERCEDES") == key("Мерседес")
    True
    >>> key("Landrover") == key("Land Rover")
    True
    """
    plain = _plain(text)
    return _CANONICAL.get(plain, plain)


def _plain(text):
    return "".join(keys.words(text))
