"""A row of the file on its way through an import."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

Action = Literal["created", "updated", "unchanged", "rejected"]


class RejectedError(Exception):
    """A row which is not imported; the text says why and what to do."""


@dataclass
class Row:
    """``line``: number in the file, the titles are line 1; ``cells``: as they are;
    ``values``: by target, converted; ``fault``: why it cannot be used, or ''."""

    line: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    fault: str = ""
    group: str = ""
    key: str = ""

    def get(self, name: str) -> Any:
        """Value of a target; None when the file has none."""
        return self.values.get(name)


@dataclass
class Result:
    """What became of a row. ``keys``: further keys to find the record by."""

    action: Action
    record_id: int | None = None
    text: str = ""
    keys: tuple[str, ...] = ()


def digest(cells: Iterable[str], salt: str = "") -> str:
    """Key of a row: the same cells are the same row.

    :param cells: of the file, empty ones at the end do not count
    :param salt: tells equal rows apart which are meant to be several
    """
    text = "\x1f".join(cells).rstrip("\x1f") + "\x1e" + salt
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
