"""The time line of a customer: the tab of the form, and the whole list.

Customers with 5 and with 500 calls, leads and messages beside what the dealership made
for them. Ours: as a director of all showrooms, rights of every source included. Stock:
the first 30 messages of the contact's chatter, which is all that Odoo shows of these.
Raw: the newest 20 of the calls, leads and messages by a select written by hand,
without rights and without the other sources.
"""

import database
import figures

SIZES = (5, 500)
PEOPLE = 20
LIST = 80
FILL = (
    """
    INSERT INTO dealer_call (partner_id, company_id, direction, result, is_answered,
                             started_at, phone, create_date)
         SELECT partner, (SELECT min(id) FROM res_company), 'out', 'reached', TRUE,
                now() - number * interval '3 days', '+7 900 000-00-00', now()
           FROM unnest(%(people)s) partner, generate_series(1, %(calls)s) number
    """,
    """
    INSERT INTO crm_lead (name, partner_id, company_id, type, active, won_status,
                          create_date, stage_id, probability)
         SELECT 'Asks for a car', partner, (SELECT min(id) FROM res_company),
                'opportunity', TRUE, 'pending', now() - number * interval '20 days',
                (SELECT min(id) FROM crm_stage), 10
           FROM unnest(%(people)s) partner, generate_series(1, %(leads)s) number
    """,
    """
    INSERT INTO mail_message (model, res_id, message_type, date, body, subtype_id)
         SELECT 'res.partner', partner, 'email', now() - number * interval '5 days',
                '<p>' || repeat('Good afternoon, the car is ready. ', 20) || '</p>',
                (SELECT res_id FROM ir_model_data
                  WHERE module = 'mail' AND name = 'mt_comment')
           FROM unnest(%(people)s) partner, generate_series(1, %(messages)s) number
    """,
)
RAW = """
    SELECT * FROM (
        SELECT 'call' AS kind, id, started_at AS date, phone AS title
          FROM dealer_call WHERE partner_id = %(partner)s
     UNION ALL
        SELECT 'lead', id, create_date, name FROM crm_lead
         WHERE partner_id = %(partner)s
     UNION ALL
        SELECT 'mail', id, date, left(body, 160) FROM mail_message
         WHERE model = 'res.partner' AND res_id = %(partner)s) line
  ORDER BY date DESC LIMIT 20
"""


def measure(name: str, rounds: int) -> dict:
    """Open the time lines of customers with few and with many events.

    :param name: database
    :param rounds: openings of each kind
    :return: dict size -> {tab, list, stock, raw: {p50, p95}, queries: {tab, list}}
    """
    with (
        database.environment(name, "director") as ours,
        database.environment(name) as system,
    ):
        people = _fill(system)
        # The director's transaction began before there were these events.
        ours.cr.rollback()
        return {
            str(size): _measure(ours, system, ids, rounds)
            for size, ids in people.items()
        }


def _fill(env):
    env.cr.execute(
        "SELECT id FROM res_partner WHERE NOT is_company AND partner_share"
        " AND dealer_phone_key IS NOT NULL ORDER BY id LIMIT %s",
        (PEOPLE * len(SIZES),),
    )
    ids = [id_ for (id_,) in env.cr.fetchall()]
    people = {}
    for place, size in enumerate(SIZES):
        people[size] = ids[place * PEOPLE : (place + 1) * PEOPLE]
        calls, leads = size * 3 // 5, max(1, size // 10)
        counts = {"calls": calls, "leads": leads, "messages": size - calls - leads}
        for statement in FILL:
            env.cr.execute(statement, {"people": people[size], **counts})
    env.cr.commit()
    env.cr.execute("ANALYZE dealer_call, crm_lead, mail_message")
    env.cr.commit()
    return people


def _measure(env, system, ids, rounds):
    partners, lines = env["res.partner"], env["dealer.timeline"]
    columns = {"date": {}, "kind": {}, "title": {}, "amount": {}, "user_id": {}}
    queries = {}

    def counted(kind, ask, id_):
        env.invalidate_all()
        before = env.cr.sql_log_count
        found = ask(id_)
        queries[kind] = env.cr.sql_log_count - before
        return found

    def tab(id_):
        return partners.browse(id_).web_read(
            {"dealer_timeline_ids": {"fields": columns}}
        )

    def whole(id_):
        action = partners.browse(id_).action_dealer_timeline()
        return lines.web_search_read(action["domain"], columns, limit=LIST)

    def stock(id_):
        messages = env["mail.message"]
        domain = [("model", "=", "res.partner"), ("res_id", "=", id_)]
        found = messages.search(domain, limit=30)
        return found.read(["body", "date", "author_id", "subject"])

    def raw(id_):
        system.cr.execute(RAW, {"partner": id_})
        return system.cr.fetchall()

    asked = [ids[number % len(ids)] for number in range(rounds)]
    result = {}
    for kind, ask in (("tab", tab), ("list", whole), ("stock", stock)):
        figures.timed(lambda id_, ask=ask, kind=kind: counted(kind, ask, id_), ids[:3])
        answers = figures.timed(
            lambda id_, ask=ask, kind=kind: counted(kind, ask, id_), asked
        )
        result[kind] = figures.spread([milliseconds for milliseconds, _rows in answers])
    answers = figures.timed(raw, asked)
    result["raw"] = figures.spread([milliseconds for milliseconds, _rows in answers])
    return {**result, "queries": queries}


def report(result: dict) -> str:
    """The table for the terminal."""
    rows = []
    for size, figure in result.items():
        for kind in ("tab", "list", "stock", "raw"):
            rows.append(
                [
                    f"{size} events, {kind}",
                    figure[kind]["p50"],
                    figure[kind]["p95"],
                    figures.ratio(figure[kind]["p50"], figure["raw"]["p50"]),
                    figure["queries"].get(kind, 1),
                ]
            )
    columns = ["time line", "p50 ms", "p95 ms", "x raw", "queries"]
    return figures.table("Time line of a customer", columns, rows)
