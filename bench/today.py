"""The page Today opens, with few and with many tasks.

Ours: `dealer_today` of a salesperson: the most urgent tasks with the customer's facts
and the reason to call. Stock: the same activities by `web_search_read` of the list "My
Activities", which shows neither customer nor reason. Raw: the rows of the activities.
"""

import database
import figures

SIZES = (5, 80)
ROUNDS = 20
STOCK = {
    "res_name": {},
    "activity_type_id": {"fields": {"display_name": {}}},
    "summary": {},
    "date_deadline": {},
    "user_id": {"fields": {"display_name": {}}},
}
RAW = """
    SELECT activity.id, activity.summary, activity.date_deadline, lead.name,
           partner.name, partner.phone
      FROM mail_activity activity
      JOIN crm_lead lead ON lead.id = activity.res_id
 LEFT JOIN res_partner partner ON partner.id = lead.partner_id
     WHERE activity.user_id = %s AND activity.active
       AND activity.date_deadline <= now()
  ORDER BY activity.date_deadline LIMIT 100
"""


def measure(name: str, rounds: int) -> dict:
    """Open the page with few tasks and with many.

    :param name: database
    :param rounds: openings of each kind, at most 20
    :return: dict size -> {ours, stock, raw: {p50, p95}, queries: {ours, stock}}
    """
    with (
        database.environment(name, "sales1") as env,
        database.environment(name) as system,
    ):
        return {
            str(size): _measure(env, system, size, min(rounds, ROUNDS))
            for size in SIZES
        }


def _fill(env, user, size):
    """Exactly so many calls to leads, due today."""
    activities = env["mail.activity"]
    activities.search([("user_id", "=", user.id)]).unlink()
    leads = env["crm.lead"].search(
        [("user_id", "=", user.id), ("partner_id", "!=", False)],
        limit=size,
        order="id desc",
    )
    if len(leads) < size:
        raise SystemExit(
            f"{user.login} has {len(leads)} leads only: too few customers."
        )
    call = env.ref("mail.mail_activity_data_call")
    activities.with_context(mail_activity_quick_update=True).create(
        [
            {
                "res_model_id": env["ir.model"]._get_id("crm.lead"),
                "res_id": lead.id,
                "activity_type_id": call.id,
                "summary": "Ask about the offer",
                "user_id": user.id,
            }
            for lead in leads
        ]
    )
    env.cr.commit()


def _measure(env, system, size, rounds):
    _fill(system, env.user.with_env(system), size)
    # A transaction which sees what was filled in.
    env.cr.rollback()
    today, activities = env["dealer.today"], env["mail.activity"]
    domain = [("user_id", "=", env.uid), ("date_deadline", "<=", "today")]
    kinds = {
        "ours": lambda _number: today.dealer_today()["tasks"],
        "stock": lambda _number: activities.web_search_read(domain, STOCK, limit=100)[
            "records"
        ],
    }
    result, queries = {}, {}
    for kind, ask in kinds.items():

        def counted(number, ask=ask, kind=kind):
            env.invalidate_all()
            before = env.cr.sql_log_count
            found = ask(number)
            queries[kind] = env.cr.sql_log_count - before
            return found

        figures.timed(counted, [0])
        answers = figures.timed(counted, range(rounds))
        result[kind] = figures.spread([milliseconds for milliseconds, _ in answers])
        if len(answers[-1][1]) != size:
            raise SystemExit(f"{kind}: {len(answers[-1][1])} tasks instead of {size}.")
    answers = figures.timed(lambda _number: _raw(system, env.uid), range(rounds))
    result["raw"] = figures.spread([milliseconds for milliseconds, _ in answers])
    return {**result, "queries": queries}


def _raw(env, user_id):
    env.cr.execute(RAW, (user_id,))
    return env.cr.fetchall()


def report(result: dict) -> str:
    """The table for the terminal."""
    rows = [
        [
            f"{size} tasks, {kind}",
            figure[kind]["p50"],
            figure[kind]["p95"],
            figures.ratio(figure[kind]["p50"], figure["stock"]["p50"]),
            figure["queries"].get(kind, 1),
        ]
        for size, figure in result.items()
        for kind in ("ours", "stock", "raw")
    ]
    columns = ["page Today", "p50 ms", "p95 ms", "x stock", "queries"]
    return figures.table("Opening of the page Today", columns, rows)
