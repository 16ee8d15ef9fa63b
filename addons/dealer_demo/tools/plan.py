"""How much of everything a dealership of a given size has."""

from dataclasses import dataclass

# What one unit of scale means.
CUSTOMERS = 400
VEHICLES = 520
LEADS = 120
LIVE_ORDERS = 60
# Beyond the first unit, which comes through the ORM, these come per customer.
MASS_VEHICLES = 1.5
MASS_HISTORY = 5
MASS_LEADS = 0.5
MASS_ENTRIES = 10
SLICE = 2000


@dataclass(frozen=True)
class Core:
    """Records of the part made through the ORM."""

    customers: int
    vehicles: int
    leads: int
    live_orders: int


def core(scale: float) -> Core:
    """Size of the part which goes through the ORM: grows up to scale 1 only.

    :param scale: 1 is a group with 400 customers
    """
    factor = min(scale, 1)
    return Core(
        customers=max(24, round(CUSTOMERS * factor)),
        vehicles=max(32, round(VEHICLES * factor)),
        leads=max(30, round(LEADS * factor)),
        live_orders=max(12, round(LIVE_ORDERS * factor)),
    )


def slices(scale: float, done: int) -> list[tuple[int, int]]:
    """Parts of the mass beyond the core which are still to be made.

    :param scale: 1 is the core alone
    :param done: number of customers reached by the parts made before, 0 for none
    :return: list of (number of the first customer, count of customers)
    """
    start = max(done, CUSTOMERS)
    total = round(CUSTOMERS * scale)
    return [(first, min(SLICE, total - first)) for first in range(start, total, SLICE)]
