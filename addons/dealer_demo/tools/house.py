"""The showrooms and the people who work there."""

from dataclasses import dataclass

from .contact import AREAS

TAX_RATE = 22
# Hours in which the showrooms are open, on each day of the week.
OPEN_FROM, OPEN_TO = 9, 20
TIME_ZONES = {
    "moscow": "Europe/Moscow",
    "kazan": "Europe/Moscow",
    "vladivostok": "Asia/Vladivostok",
}


@dataclass(frozen=True)
class Showroom:
    """A company of the group; ``area`` as in tools.contact."""

    area: str
    name: str
    street: str
    zip: str
    phone: str


@dataclass(frozen=True)
class Employee:
    """One of the staff. ``areas``: showrooms, the first is the default one;
    ``groups``: external ids; ``can_log_in``: the password is the login.
    """

    login: str
    name: str
    areas: tuple[str, ...]
    groups: tuple[str, ...]
    can_log_in: bool = True


# The first one becomes the main company.
SHOWROOMS = (
    Showroom(
        "moscow", "Meridian Moscow", "Каширское ш., 61", "115409", "+7 935 000-10-10"
    ),
    Showroom(
        "kazan", "Meridian Kazan", "просп. Ямашева, 115", "420133", "+7 935 000-20-20"
    ),
    Showroom(
        "vladivostok",
        "Meridian Vladivostok",
        "ул. Русская, 94",
        "690105",
        "+7 935 000-30-30",
    ),
)
_ADVISOR = ("dealer_service.group_service_advisor", "dealer_loyalty.group_loyalty_desk")
STAFF = (
    Employee(
        "director",
        "Viktor Gromov",
        AREAS,
        (
            "dealer_crm.group_dealer_manager",
            "dealer_crm.group_dealer_privacy",
            "dealer_service.group_service_manager",
            "dealer_loyalty.group_loyalty_manager",
            "dealer_marketing.group_marketing_user",
            "base.group_allow_export",
            "account.group_account_readonly",
        ),
    ),
    Employee("sales1", "Anna Sokolova", ("moscow",), ("dealer_crm.group_dealer_user",)),
    Employee(
        "sales2",
        "Timur Safin",
        ("kazan",),
        ("dealer_crm.group_dealer_user", "dealer_crm.group_own_customers"),
    ),
    # The call centre enters leads for everybody.
    Employee(
        "bdc",
        "Maria Orlova",
        AREAS,
        ("dealer_crm.group_dealer_bdc",),
    ),
    Employee("advisor1", "Pavel Lebedev", ("moscow",), _ADVISOR),
    Employee(
        "technician1",
        "Sergey Kuzmin",
        ("moscow",),
        ("dealer_service.group_service_technician",),
    ),
    Employee(
        "cashier",
        "Olga Belova",
        ("moscow",),
        (
            "dealer_crm.group_dealer_staff",
            "account.group_account_invoice",
            "dealer_loyalty.group_loyalty_desk",
        ),
    ),
    Employee(
        "marketing",
        "Daria Volkova",
        AREAS,
        (
            "dealer_crm.group_dealer_staff",
            "mass_mailing.group_mass_mailing_user",
            "dealer_marketing.group_marketing_manager",
            "base.group_allow_export",
        ),
    ),
    Employee(
        "accountant",
        "Irina Makarova",
        AREAS,
        (
            "dealer_crm.group_dealer_staff",
            "account.group_account_manager",
            "account.group_account_user",
        ),
    ),
    # Colleagues whose names stand on documents of the other showrooms.
    Employee(
        "sales.vladivostok",
        "Li Wei",
        ("vladivostok",),
        ("dealer_crm.group_dealer_user",),
        can_log_in=False,
    ),
    Employee("advisor.kazan", "Alsu Galieva", ("kazan",), _ADVISOR, can_log_in=False),
    Employee(
        "advisor.vladivostok",
        "Igor Panov",
        ("vladivostok",),
        _ADVISOR,
        can_log_in=False,
    ),
)
ADMIN_GROUPS = (
    "dealer_crm.group_dealer_manager",
    "dealer_crm.group_dealer_privacy",
    "dealer_service.group_service_manager",
    "dealer_loyalty.group_loyalty_manager",
    "dealer_marketing.group_marketing_user",
    "account.group_account_manager",
    "account.group_account_user",
)
SALESPEOPLE = {
    "moscow": "sales1",
    "kazan": "sales2",
    "vladivostok": "sales.vladivostok",
}
ADVISORS = {
    "moscow": "advisor1",
    "kazan": "advisor.kazan",
    "vladivostok": "advisor.vladivostok",
}
# Numbers of people inside the telephone system.
EXTENSIONS = {"bdc": "100", "sales1": "101", "director": "102"}
