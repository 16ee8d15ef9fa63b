"""The customer of a prospect: name, phones, e-mail addresses, address."""

import re

from .adf_node import attribute, children, text, value

_PARTS = {
    "first": ("first", "firstname", "first_name", "given", "givenname"),
    "middle": ("middle", "middlename", "middle_name", "patronymic"),
    "last": ("last", "lastname", "last_name", "surname", "family"),
}
_PART_OF = {word: key for key, words in _PARTS.items() for word in words}
# Parts which are no name of their own.
_TITLES = ("prefix", "suffix", "title", "salutation")
_PHONES = ("phone", "telephone", "mobile", "cellphone", "cell", "phonenumber")
_EMAILS = ("email", "e-mail", "emailaddress", "email_address")
_ADDRESS = re.compile(r"[^\s<>,;:\"'()\[\]]+@[^\s<>,;:\"'()\[\]]+")
MIN_PHONE = 7


def read_customer(node, customer) -> dict:
    """Read a customer; the data of vendor and provider are others'.

    :param node: the prospect
    :param customer: its element, or None: then the contact may stand alone
    :return: dict as ``adf.parse`` describes it
    """
    places = [customer, *children(customer, "contact")]
    if customer is None:
        places = children(node, "contact")
    data = {"full_name": None, "first": None, "middle": None, "last": None}
    data.update(_read_names(places))
    phones, preferred = _read_phones(places)
    emails, preferred_email = _read_emails(places)
    data.update(phones=phones, emails=emails)
    if preferred:
        data["preferred_phone"] = preferred
    if preferred_email:
        data["preferred_email"] = preferred_email
    addresses = [found for place in places for found in children(place, "address")]
    data["address"] = _read_address(addresses[0]) if addresses else None
    return data


# === NAME === #


def _read_names(places):
    parts, whole, company = {}, [], None
    for place in places:
        for child in children(place, "name", "fullname", "full_name"):
            for part, found in _read_name(child):
                business = (attribute(child, "type") or "").lower() == "business"
                if business and part == "full":
                    company = company or found
                elif part == "full" and found not in whole:
                    whole.append(found)
                elif part in _PARTS:
                    parts.setdefault(part, found)
        for key, words in _PARTS.items():
            if found := value(place, *words[1:]):
                parts.setdefault(key, found)
    return _prepare_names(parts, whole, company)


def _read_name(node):
    """Parts of a name: by attribute, or as elements or attributes of their own."""
    inner = {key: value(node, *words) for key, words in _PARTS.items()}
    if any(inner.values()):
        return [(key, found) for key, found in inner.items() if found]
    part = (attribute(node, "part") or "full").lower()
    found = text(node)
    if not found or part in _TITLES:
        return []
    return [(_PART_OF.get(part, "full"), found)]


def _prepare_names(parts, whole, company):
    """A name given whole counts more than one put together from its parts."""
    full = next(iter(whole), "") or _join(parts) or parts.get("middle") or company
    names = {"full_name": full, **parts}
    if company:
        names["company"] = company
    return names


def _join(parts):
    """The name as it is written where its script is used."""
    given, last = parts.get("first", ""), parts.get("last", "")
    if re.fullmatch("[\u3400-\u9fff]+", given) and re.fullmatch(
        "[\u3400-\u9fff]+", last
    ):
        return last + given
    middle = parts.get("middle", "")
    if given and last and re.search("[\u0400-\u04ff]", middle):
        # A patronymic belongs to the name.
        return f"{last} {given} {middle}"
    return " ".join(filter(None, (given, last)))


# === PHONES, E-MAIL === #


def _read_phones(places):
    """Distinct numbers as written, and the one to be called first."""
    phones, faxes, preferred = {}, set(), None
    for place in places:
        for child in children(place, *_PHONES, *_EMAILS):
            found = text(child) or attribute(child, "number", "value") or ""
            if "@" in found:
                continue
            for number in _split_phones(found):
                digits = re.sub(r"\D", "", number)
                if not digits:
                    continue
                phones.setdefault(digits, number)
                if (attribute(child, "type") or "").lower() == "fax":
                    faxes.add(number)
                if not preferred and attribute(child, "preferredcontact") == "1":
                    preferred = number
    numbers = list(phones.values())
    if not preferred and numbers and numbers[0] in faxes:
        preferred = next((n for n in numbers if n not in faxes), None)
    return numbers, preferred


def _split_phones(found):
    """Numbers of a text which holds several; one as it is written."""
    parts = [part.strip() for part in re.split(r"[,;/|]", found)]
    if all(len(re.sub(r"\D", "", part)) >= MIN_PHONE for part in parts):
        return parts
    return [found]


def _read_emails(places):
    """Distinct addresses, and the one marked as preferred."""
    emails, preferred = {}, None
    for place in places:
        for child in children(place, *_EMAILS):
            found = text(child) or attribute(child, "address", "value") or ""
            for address in _ADDRESS.findall(re.sub("(?i)mailto:", "", found)):
                emails.setdefault(address.lower(), address)
                if not preferred and attribute(child, "preferredcontact") == "1":
                    preferred = address
    return list(emails.values()), preferred


def _read_address(node):
    streets = [
        text(child)
        for child in children(
            node, "street", "streetaddress", "address1", "address2", "apartment"
        )
    ]
    return {
        "street": ", ".join(filter(None, streets)) or None,
        "city": value(node, "city", "town"),
        "regioncode": value(node, "regioncode", "region", "state", "province"),
        "postalcode": value(node, "postalcode", "postcode", "zip", "zipcode"),
        "country": value(node, "country"),
    }
