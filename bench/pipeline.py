"""The pipeline opens: what its kanban asks the server for.

`web_read_group` with the first 40 cards of each stage, and `read_progress_bar`. Ours:
the dealership's pipeline with all fields of its cards. Stock: CRM's pipeline with the
fields of its own cards only, on the same leads of the same database and as the same
person, so with our record rules, which cannot be switched off. Raw: the newest 40 leads
of each stage and the count and sum by stage, without rights.
"""

import ast
import re

import database
import figures

LIMIT = 40
ROUNDS = 20
STOCK_VIEW = "crm.crm_case_kanban_view_leads"
PROGRESS = {
    "field": "activity_state",
    "colors": {"planned": "success", "today": "warning", "overdue": "danger"},
}
X2MANY = ("many2many", "one2many")
RAW = """
    SELECT * FROM (
        SELECT id, name, partner_id, expected_revenue, stage_id, user_id,
               row_number() OVER (PARTITION BY stage_id ORDER BY id DESC) AS place,
               count(*) OVER (PARTITION BY stage_id) AS leads,
               sum(expected_revenue) OVER (PARTITION BY stage_id) AS revenue
          FROM crm_lead
         WHERE active AND type = 'opportunity') lead
     WHERE place <= 40
"""


def measure(name: str, rounds: int) -> dict:
    """Open the pipeline.

    :param name: database
    :param rounds: openings of each kind, at most 20
    :return: dict ours, stock, raw: {p50, p95}, with the number of queries and leads
    """
    rounds = min(rounds, ROUNDS)
    with (
        database.environment(name, "director") as env,
        database.environment(name) as system,
    ):
        leads = env["crm.lead"]
        action = system.ref("dealer_crm.crm_lead_action_pipeline")
        context = ast.literal_eval(action.context)
        ours = leads.with_context(**context)
        own = ours.get_views([(False, "kanban")])["views"]["kanban"]["arch"]
        stock = system.ref(STOCK_VIEW).arch_db
        kinds = {
            "ours": (ours, ast.literal_eval(action.domain), own),
            "stock": (leads, [("type", "=", "opportunity")], stock),
        }
        result = {}
        for kind, (records, domain, arch) in kinds.items():
            fields = _specification(records, arch)

            def ask(_number, records=records, domain=domain, fields=fields):
                return _open(records, domain, fields)

            figures.timed(ask, [0])
            answers = figures.timed(ask, range(rounds))
            result[kind] = {
                **figures.spread([milliseconds for milliseconds, _found in answers]),
                **answers[-1][1],
                "fields": len(fields),
            }
        answers = figures.timed(lambda _number: _raw(system), range(rounds))
        result["raw"] = figures.spread([milliseconds for milliseconds, _ in answers])
        return result


def _specification(records, arch):
    """What the web client reads for a card: names of what a field points to, too."""
    names = dict.fromkeys(re.findall(r'<field[^>]*?\bname="(\w+)"', arch))
    specification = {}
    for name in names:
        field = records._fields.get(name)
        if field is None:
            continue
        specification[name] = {}
        if field.relational:
            specification[name] = {"fields": {"display_name": {}}}
        if field.type in X2MANY:
            specification[name]["limit"] = LIMIT
    return specification


def _open(records, domain, fields):
    records.env.invalidate_all()
    before = records.env.cr.sql_log_count
    answer = records.web_read_group(
        domain,
        ["stage_id"],
        ["expected_revenue:sum"],
        auto_unfold=True,
        unfold_read_specification=fields,
        unfold_read_default_limit=LIMIT,
    )
    records.read_progress_bar(domain, "stage_id", PROGRESS)
    return {
        "queries": records.env.cr.sql_log_count - before,
        "cards": sum(len(group.get("__records", ())) for group in answer["groups"]),
        "leads": sum(group["__count"] for group in answer["groups"]),
    }


def _raw(env):
    env.cr.execute(RAW)
    return env.cr.fetchall()


def report(result: dict) -> str:
    """The table for the terminal."""
    rows = [
        [
            kind,
            result[kind]["p50"],
            result[kind]["p95"],
            figures.ratio(result[kind]["p50"], result["stock"]["p50"]),
            result[kind].get("queries"),
            result[kind].get("leads"),
            result[kind].get("cards"),
            result[kind].get("fields"),
        ]
        for kind in ("ours", "stock", "raw")
    ]
    columns = ["pipeline", "p50 ms", "p95 ms", "x stock"]
    columns += ["queries", "leads", "cards", "fields"]
    return figures.table("Opening of the pipeline", columns, rows)
