"""Text messages of customers, as the gateway of the operator hands them in.

One JSON object for each::

    {"id": "a1b2", "from": "+79001234567", "text": "STOP"}
"""

import json
from collections.abc import Mapping

from odoo.addons.dealer_crm.tools.lead_error import LeadError

MAX_TEXT = 2000
MAX_WORD = 64


class SmsError(LeadError):
    """``empty``, ``not_json``, or ``missing`` (detail: the field)."""


def parse(payload: bytes) -> dict:
    """Read one message.

    :param payload: UTF-8 JSON, with or without byte order mark
    :return: dict with the texts id, from, text
    :raise SmsError: it is none
    """
    if not payload.strip():
        raise SmsError("empty")
    try:
        data = json.loads(payload.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise SmsError("not_json", str(error)) from error
    if not isinstance(data, Mapping):
        raise SmsError("missing", "id")
    result = {}
    for name, longest in (("id", MAX_WORD), ("from", MAX_WORD), ("text", MAX_TEXT)):
        value = data.get(name)
        if not isinstance(value, str | int) or not str(value).strip():
            raise SmsError("missing", name)
        result[name] = str(value).strip()[:longest]
    return result
