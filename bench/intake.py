"""ADF messages per second over HTTP, from eight senders.

Ours: the whole way, from the message to the committed lead with its customer. Stock:
`crm.lead.create` by the JSON-2 interface of the same server, with the same texts; it
stores no message, recognises nobody and tells no repeats. Stock's mail:
`message_process` by the same interface, the document as a letter to the alias of a
team; it makes a lead of each letter, the document being its description. Raw: eight
connections that insert the same bytes into a plain table.
"""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import database
import figures
import psycopg2
import requests

SENDERS = 8
TOKEN = "demo-adf"
ALIAS = "bench-letters@bench.example"
PORT = 18769


def message(number: int) -> bytes:
    """An ADF message; every fifth comes from a customer of an earlier one."""
    person = number - 1 if number % 5 == 0 else number
    return f"""<?xml version="1.0" encoding="UTF-8"?>
        <?adf version="1.0"?>
        <adf><prospect><id source="bench">{number}</id>
          <requestdate>2026-05-04T09:20:11+03:00</requestdate>
          <vehicle interest="buy" status="new"><year>2026</year><make>Haval</make>
            <model>Jolion</model></vehicle>
          <customer><contact>
            <name part="first">Gleb</name><name part="last">Ozerov{person}</name>
            <email>gleb{person}@example.com</email>
            <phone>+7 999 {person:07d}</phone></contact>
            <comments>Please call after six.</comments></customer>
          <vendor><vendorname>Meridian</vendorname></vendor>
        </prospect></adf>""".encode()


def measure(name: str, count: int, workers: int) -> dict:
    """Send messages in the three ways.

    :param name: database
    :param count: messages of each way
    :param workers: processes of the server
    :return: dict way -> messages per second
    """
    with database.environment(name) as env:
        user = env["res.users"].search([("login", "=", "director")])
        # sudo: only an administrator makes keys without an end.
        keys = env["res.users.apikeys"].with_user(user).sudo()
        key = keys._generate("rpc", "bench", None)
        team = env.ref("dealer_crm.crm_team_new_cars").id
        admin = keys.with_user(env.ref("base.user_admin")).sudo()
        mail_key = admin._generate("rpc", "bench", None)
        _make_alias(env)
        leads = env["crm.lead"].with_context(active_test=False).search_count([])
    database.forget(name)
    with database.server(name, PORT, workers) as url:
        _send(url, range(1_000_001, 1_000_001 + SENDERS), _adf)
        ours = _send(url, range(1, count + 1), _adf)
        stock = _send(
            url,
            range(1, count + 1),
            lambda session, url, number: _stock(session, url, number, key, team),
        )
        mail = _send(
            url,
            range(1, count + 1),
            lambda session, url, number: _mail(session, url, number, mail_key),
        )
    (made,) = database.execute("SELECT count(*) FROM crm_lead", name)[0]
    expected = leads + 3 * count + SENDERS
    if made != expected:
        raise SystemExit(f"{made} leads instead of {expected}: the figures are void.")
    return {
        "messages": count,
        "ours": ours,
        "stock": stock,
        "mail": mail,
        "raw": _raw(name, count),
    }


def _make_alias(env):
    """A team of stock's own which makes leads of letters."""
    domain = env["mail.alias.domain"].search([], limit=1)
    domain = domain or domain.create({"name": ALIAS.partition("@")[2]})
    team = env["crm.team"].create({"name": "Letters", "company_id": False})
    team.write({"alias_name": ALIAS.partition("@")[0], "alias_domain_id": domain.id})
    env.cr.commit()


def _send(url, numbers, send_one):
    local = threading.local()

    def work(number):
        if not hasattr(local, "session"):
            local.session = requests.Session()
            local.session.trust_env = False
        answer = send_one(local.session, url, number)
        if not answer.ok:
            raise SystemExit(f"{answer.status_code}: {answer.text[:300]}")

    started = time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(work, numbers))
    return round(len(numbers) / (time.perf_counter() - started), 1)


def _adf(session, url, number):
    return session.post(
        f"{url}/dealer/intake/adf",
        data=message(number),
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/xml"},
        timeout=120,
    )


def _stock(session, url, number, key, team):
    values = {
        "name": f"Haval Jolion - Gleb Ozerov{number}",
        "contact_name": f"Gleb Ozerov{number}",
        "email_from": f"gleb{number}@example.com",
        "phone": f"+7 999 {number:07d}",
        "description": "Please call after six.",
        "team_id": team,
    }
    return session.post(
        f"{url}/json/2/crm.lead/create",
        json={"vals_list": [values]},
        headers={"Authorization": f"Bearer {key}"},
        timeout=120,
    )


def _mail(session, url, number, key):
    letter = (
        f"From: Gleb Ozerov{number} <gleb{number}@example.com>\r\nTo: {ALIAS}\r\n"
        f"Subject: Lead {number}\r\nMessage-ID: <bench-{number}@example.com>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    return session.post(
        f"{url}/json/2/mail.thread/message_process",
        json={"model": False, "message": letter + message(number).decode()},
        headers={"Authorization": f"Bearer {key}"},
        timeout=120,
    )


def _raw(name, count):
    database.execute(
        "CREATE TABLE bench_message (id serial PRIMARY KEY, number text UNIQUE,"
        " payload bytea, at timestamp DEFAULT now())",
        name,
    )
    local = threading.local()

    def work(number):
        if not hasattr(local, "connection"):
            local.connection = database.connect(name)
        with local.connection, local.connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bench_message (number, payload) VALUES (%s, %s)"
                " ON CONFLICT DO NOTHING",
                [str(number), psycopg2.Binary(message(number))],
            )

    started = time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(work, range(count)))
    return round(count / (time.perf_counter() - started), 1)


def report(result: dict) -> str:
    """The table of the results."""
    row = [
        "ADF messages",
        result["ours"],
        result["stock"],
        result["mail"],
        result["raw"],
        figures.ratio(result["ours"], result["stock"]),
        figures.ratio(result["ours"], result["mail"]),
        figures.ratio(result["ours"], result["raw"]),
    ]
    columns = ["intake by HTTP", "ours", "stock lead", "stock mail", "raw insert"]
    columns += ["ours/lead", "ours/mail", "ours/raw"]
    return figures.table("Per second, eight senders", columns, [row])
