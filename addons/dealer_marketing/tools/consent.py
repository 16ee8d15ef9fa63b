"""Rules of consent which need no database."""

import hashlib
from collections.abc import Collection, Iterable, Mapping

CHANNELS = ("email", "sms", "phone", "messenger", "post")


def fingerprint(wording: str) -> str:
    """Hash of the exact wording somebody agreed to.

    Line ends are made equal first: a browser sends others than a file has.

    :param wording: text as it was shown
    :return: 64 hexadecimal digits, SHA-256 of the UTF-8 bytes
    """
    lines = wording.replace("\r\n", "\n").replace("\r", "\n")
    return hashlib.sha256(lines.encode()).hexdigest()


def refusal(basis: str, state: str | None) -> str:
    """Why somebody may not be contacted about something.

    :param basis: of the purpose: consent, contract or duty
    :param state: what the person said last: granted, withdrawn, ended or None
    :return: none (nobody has agreed), withdrawn, ended, or "" when it may be
    """
    if basis != "consent" or state == "granted":
        return ""
    return state or "none"


def about_car(general: str | None, special: str | None) -> str | None:
    """What counts for a message about one car.

    :param general: what the person said about everything
    :param special: what the person said about this car
    :return: granted, withdrawn, ended or None
    """
    if special in ("granted", "withdrawn"):
        return special
    return general or special


def strictest(states: Iterable[str | None]) -> str | None:
    """One answer from several: a withdrawal beats a consent, a consent beats nothing.

    :param states: granted, withdrawn, ended or None
    :return: granted, withdrawn, ended or None
    """
    found = set(states)
    order = ("withdrawn", "granted", "ended")
    return next((state for state in order if state in found), None)


def refused_addresses(
    addresses: Collection[str], reasons: Mapping[str, str]
) -> dict[str, str]:
    """The refused ones of the addresses of one envelope.

    :param addresses: normalised
    :param reasons: address -> reason, "" when it may be written to; what is not there
        belongs to nobody
    :return: address -> reason
    """
    found = {address: reasons.get(address, "unknown") for address in addresses}
    return {address: reason for address, reason in found.items() if reason}
