"""Customer search by VIN tail, plate, phone and name.

Ours is `res.partner.dealer_find`, called as a director of all showrooms, rights
included; its SQL is the part of that which PostgreSQL takes. Stock is what Odoo offers
for the same question: the search of the list of contacts (name, phone) and of fleet's
vehicles (VIN, plate), as the system, so without the cost of rights. Raw is the indexed
select that a person would write by hand.
"""

import random
import threading

import database
import figures
import requests

from odoo.tools import SQL

KINDS = ("VIN", "VIN, last 6", "plate", "phone", "e-mail", "name")
PORT = 8093
LIMIT = 10

# The stock counterpart of our cars: the same rows in fleet's table.
FILL_FLEET = """
    INSERT INTO fleet_vehicle (model_id, vin_sn, license_plate, driver_id, active,
                               company_id, odometer_unit, power_unit,
                               co2_emission_unit, range_unit)
         SELECT coalesce(model_id, (SELECT min(id) FROM fleet_vehicle_model)),
                vin, license_plate, owner_id, TRUE,
                (SELECT min(id) FROM res_company), 'kilometers', 'power', 'g/km', 'km'
           FROM dealer_vehicle
"""
QUESTIONS = {
    "VIN": "SELECT owner_id, lower(vin) FROM dealer_vehicle"
    " WHERE length(vin_key) = 17 AND owner_id IS NOT NULL",
    "VIN, last 6": "SELECT owner_id, right(vin_key, 6) FROM dealer_vehicle"
    " WHERE length(vin_key) = 17 AND owner_id IS NOT NULL",
    "plate": "SELECT owner_id, license_plate FROM dealer_vehicle"
    " WHERE license_plate IS NOT NULL AND owner_id IS NOT NULL",
    # As it is said on the phone: national form with spaces.
    "phone": "SELECT id, '8 ' || substr(dealer_phone_key, 3, 3) || ' '"
    " || substr(dealer_phone_key, 6) FROM res_partner"
    " WHERE dealer_phone_key LIKE '+7__________'",
    "e-mail": "SELECT id, upper(email) FROM res_partner"
    " WHERE dealer_email_key IS NOT NULL",
    "name": "SELECT id, lower(name) FROM res_partner WHERE NOT is_company"
    " AND dealer_phone_key IS NOT NULL",
}
RAW = {
    "VIN": "SELECT partner.id, partner.name, vehicle.vin"
    " FROM dealer_vehicle vehicle JOIN res_partner partner"
    " ON partner.id = vehicle.owner_id WHERE vehicle.vin_key = %s LIMIT 10",
    "e-mail": "SELECT id, name FROM res_partner WHERE dealer_email_key = %s LIMIT 10",
    "VIN, last 6": "SELECT partner.id, partner.name, vehicle.vin"
    " FROM dealer_vehicle vehicle JOIN res_partner partner"
    " ON partner.id = vehicle.owner_id"
    " WHERE reverse(vehicle.vin_key) LIKE reverse(%s) || '%%' LIMIT 10",
    "plate": "SELECT partner.id, partner.name, vehicle.vin"
    " FROM dealer_vehicle vehicle JOIN res_partner partner"
    " ON partner.id = vehicle.owner_id WHERE vehicle.plate_key = %s LIMIT 10",
    "phone": "SELECT id, name FROM res_partner WHERE dealer_phone_key = %s LIMIT 10",
    # As many conditions as the name has words: "LIKE ALL" could not use the index.
    "name": "SELECT id, name FROM res_partner WHERE {} LIMIT 10",
}


def measure(name: str, rounds: int) -> dict:
    """Ask the same questions in the three ways.

    :param name: database
    :param rounds: questions of each kind
    :return: dict kind -> {ours, stock, raw: {p50, p95 (ms), found (share)}}, and
        ``over HTTP`` -> {box, nothing: {p50, p95}}: a search by VIN as the browser
        asks for it, and a call which does nothing, the round trip alone
    """
    database.execute(FILL_FLEET, name)
    database.execute("ANALYZE", name)
    with (
        database.environment(name, "director") as ours,
        database.environment(name) as stock,
    ):
        result = {kind: _measure_kind(ours, stock, kind, rounds) for kind in KINDS}
        # sudo: only an administrator makes keys without an end.
        keys = ours["res.users.apikeys"].sudo()
        key = keys._generate("rpc", "bench", None)
        stock.cr.execute(QUESTIONS["VIN"] + " ORDER BY 1 LIMIT %s", [rounds])
        texts = [text for _id, text in stock.cr.fetchall()]
    database.forget(name)
    return {**result, "over HTTP": _measure_http(name, key, texts)}


def _measure_http(name, key, texts):
    """The box through the server, and what a call costs that does nothing."""
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = f"Bearer {key}"

    def ask(url, method, values):
        answer = session.post(f"{url}/json/2/res.partner/{method}", json=values)
        answer.raise_for_status()
        return answer.json()

    with database.server(name, PORT, 1) as url:
        ways = {
            "box": lambda text: ask(url, "dealer_find", {"query": text}),
            "nothing": lambda _text: ask(url, "dealer_find", {"query": ""}),
        }
        times = {}
        for way, call in ways.items():
            figures.timed(call, texts[:5])
            times[way] = figures.spread(
                [taken for taken, _found in figures.timed(call, texts)]
            )
    return times


def _measure_kind(ours, stock, kind, rounds):
    stock.cr.execute(
        SQL(
            "SELECT id, question FROM (%s ORDER BY 1) AS t (id, question)",
            SQL(QUESTIONS[kind]),
        )
    )
    questions = random.Random(19).sample(stock.cr.fetchall(), rounds)
    ways = {
        "ours": lambda text: _ask_ours(ours, text),
        "stock": lambda text: _ask_stock(stock, kind, text),
        "raw": lambda text: _ask_raw(stock, kind, text),
    }
    result = {}
    for way, ask in ways.items():
        # The first questions pay for caches and plans.
        figures.timed(ask, [text for _id, text in questions[:5]])
        answers = figures.timed(ask, [text for _id, text in questions])
        hits = [
            id_ in found
            for (id_, _q), (_ms, found) in zip(questions, answers, strict=True)
        ]
        result[way] = {
            **figures.spread([milliseconds for milliseconds, _found in answers]),
            "found": round(sum(hits) / len(hits), 3),
        }
    result["ours"]["sql"] = _time_statements(ours, [text for _id, text in questions])
    return result


def _time_statements(env, texts):
    """What of ours is spent in its own statements: rights, hits, names.

    :return: dict p50, p95 in milliseconds
    """
    # Odoo adds the time of statements up on the thread, for the log of requests.
    thread = threading.current_thread()
    times = []
    for text in texts:
        thread.query_count, thread.query_time = 0, 0.0
        _ask_ours(env, text)
        times.append(thread.query_time * 1000)
    return figures.spread(times)


def _ask_ours(env, text):
    env.invalidate_all()
    return [hit["partner_id"] for hit in env["res.partner"].dealer_find(text, LIMIT)]


def _ask_stock(env, kind, text):
    env.invalidate_all()
    if kind in ("VIN", "VIN, last 6", "plate"):
        domain = ["|", ("vin_sn", "ilike", text), ("license_plate", "ilike", text)]
        found = env["fleet.vehicle"].search_fetch(domain, ["display_name"], limit=LIMIT)
        return found.driver_id.ids
    if kind == "phone":
        domain = [("phone_mobile_search", "ilike", text)]
    else:
        # The five fields of res.partner's own name search.
        names = ("complete_name", "email", "ref", "vat", "company_registry")
        domain = ["|"] * 4 + [(field, "ilike", text) for field in names]
    found = env["res.partner"].search_fetch(domain, ["display_name"], limit=LIMIT)
    return found.ids


def _ask_raw(env, kind, text):
    from odoo.addons.dealer_crm.tools import keys

    query = keys.classify(text, "RU")
    values = {
        "VIN": [query.vin],
        "VIN, last 6": [query.vin],
        "e-mail": [query.email],
        "plate": [query.plate],
        "phone": [query.phone],
        "name": [f"% {word}%" for word in query.names],
    }[kind]
    words = " AND ".join(["dealer_search_key LIKE %s"] * len(values))
    env.cr.execute(RAW[kind].format(words), values)
    rows = env.cr.fetchall()
    return [row[0] for row in rows]


def report(result: dict) -> str:
    """The table of the results."""
    rows = [
        [
            kind,
            *(ways[way][share] for way in ways for share in ("p50", "p95")),
            ways["ours"]["sql"]["p95"],
            *(f"{ways[way]['found']:.0%}" for way in ("ours", "stock")),
            figures.ratio(ways["stock"]["p95"], ways["ours"]["p95"]),
            figures.ratio(ways["ours"]["p95"], ways["raw"]["p95"]),
        ]
        for kind, ways in result.items()
        if kind != "over HTTP"
    ]
    columns = ["search by", "ours p50", "p95", "stock p50", "p95", "raw p50", "p95"]
    columns += ["its SQL p95", "ours finds", "stock finds", "stock/ours", "ours/raw"]
    http = result["over HTTP"]
    return (
        figures.table("Customer search, milliseconds", columns, rows)
        + f"\n  by VIN over HTTP: {http['box']['p50']:.1f} ms p50,"
        f" {http['box']['p95']:.1f} ms p95; a call that does nothing:"
        f" {http['nothing']['p50']:.1f} ms p50, {http['nothing']['p95']:.1f} ms p95"
    )
