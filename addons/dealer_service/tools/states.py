"""States of a service order and what may follow what: no ORM."""

# The side states are at the end. History comes from other systems and never moves.
NEXT = {
    "appointment": ("check_in", "no_show", "cancelled"),
    "check_in": ("inspection", "estimate", "in_work", "cancelled"),
    "inspection": ("estimate", "in_work", "cancelled"),
    "estimate": ("inspection", "approved", "ready", "cancelled"),
    "approved": ("in_work", "estimate", "cancelled"),
    "in_work": ("quality", "ready", "inspection", "estimate", "cancelled"),
    "quality": ("ready", "in_work", "cancelled"),
    "ready": ("delivered", "in_work", "cancelled"),
    "delivered": (),
    "no_show": ("check_in", "cancelled"),
    "cancelled": (),
    "history": (),
}
# A new order may begin with one of these.
FIRST = ("appointment", "check_in", "history")
# The car is expected or in the house.
OPEN = (
    *("appointment", "check_in", "inspection", "estimate"),
    *("approved", "in_work", "quality", "ready"),
)
# The car is in the house.
INSIDE = OPEN[1:]
# Nothing was done yet: car and customer may still change.
BEFORE_WORK = ("appointment", "check_in", "no_show")
# Nothing changes any more.
CLOSED = ("delivered", "cancelled")


def sources(target: str) -> set[str]:
    """States from which a state can be reached."""
    return {state for state, following in NEXT.items() if target in following}


def may_follow(state: str, target: str) -> bool:
    """Whether a target can be reached from a state in one step; staying is allowed."""
    return state == target or target in NEXT.get(state, ())
