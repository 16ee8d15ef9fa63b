"""The night of the follow-up rules: 20 rules over all customers.

Ours: the first night of 20 rules, which selects, decides and writes, a slice at a time;
a second night, in which everything is there; and the replay of one rule over a year.
Raw: the statements of the same selections alone. Stock has no rules; its wizard plans
for records somebody has chosen, measured on the customers of the first rule.
"""

import datetime
import time

import database
import figures

EVENTS = (
    *("delivery", "test_drive", "lost_return", "birthday"),
    *("warranty_end", "no_contact", "ownership", "service"),
)
RULES = 20
# Customers for whom stock's wizard plans.
CHOSEN = 200
# In the past, where the made-up dealership has its events.
DAYS_AGO = 40


def measure(name: str) -> dict:
    """Two nights, the replay of a rule, and stock's wizard.

    :param name: database
    :return: dict what -> {seconds, customers, tasks}
    """
    today = datetime.date.today() - datetime.timedelta(days=DAYS_AGO)
    result = {}
    with database.environment(name) as env:
        rules = _make_rules(env, today)
        env.cr.commit()
        result["20 rules, first night"] = _night(env, rules, today)
        result["20 rules, second night"] = _night(env, rules, today)
        result["20 rules, raw selections"] = _raw(env, rules, today)
        result["one rule replayed, a year"] = _replay(env, rules[-1])
        result["ours, the same customers"] = _chosen(env, rules[0])
        result["stock's wizard, the same customers"] = _wizard(env, rules[0])
    return result


def _make_rules(env, today):
    """20 rules of all events with plans of two steps; nobody has opted out."""
    env["dealer.follow.up.rule"].search([("state", "=", "active")]).write(
        {"state": "off"}
    )
    plan = env["mail.activity.plan"].create(
        {"name": "Bench", "res_model": "res.partner", "company_id": False}
    )
    call = env.ref("mail.mail_activity_data_call")
    env["mail.activity.plan.template"].create(
        [
            {
                "plan_id": plan.id,
                "activity_type_id": call.id,
                "summary": f"Bench {days}",
                "delay_count": days,
                "delay_from": "after_plan_date",
                "responsible_type": "dealer_bdc",
            }
            for days in (5, 30)
        ]
    )
    users = env["res.users"].search([("share", "=", False)], limit=5)
    # The last one, years with a car, is the one which is replayed.
    events = (EVENTS * RULES)[:RULES]
    return env["dealer.follow.up.rule"].create(
        [
            {
                "name": f"Bench {number}",
                "event": event,
                "plan_id": plan.id,
                "user_ids": users.ids,
                "number": 1 + number // len(EVENTS),
                "stop_opt_out": False,
                "state": "active",
                "active_from": today - datetime.timedelta(days=1),
            }
            for number, event in enumerate(events)
        ]
    )


def _night(env, rules, today):
    """What the scheduler does, with a commit for each slice."""
    env.invalidate_all()
    before = _counts(env)
    started = time.perf_counter()
    env["dealer.follow.up.run"]._stop_open(today)
    for rule in rules:
        rule._plan_day(today)
        env.cr.commit()
    seconds = time.perf_counter() - started
    after = _counts(env)
    return {
        "seconds": seconds,
        "customers": after[0] - before[0],
        "tasks": after[1] - before[1],
    }


def _counts(env):
    return (
        env["dealer.follow.up.run"].search_count([]),
        env["mail.activity"].search_count([]),
    )


def _raw(env, rules, today):
    first = today - datetime.timedelta(days=1)
    started = time.perf_counter()
    found = 0
    for rule in rules:
        part = getattr(rule, f"_get_event_{rule.event}")(first, today)
        env.cr.execute(part.code, part.params)
        found += len(env.cr.fetchall())
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "customers": found, "tasks": 0}


def _replay(env, rule):
    rule.write({"state": "draft"})
    env.flush_all()
    started = time.perf_counter()
    rule.action_replay()
    env.flush_all()
    seconds = time.perf_counter() - started
    result = {
        "seconds": seconds,
        "customers": rule.replay_people_count,
        "tasks": rule.replay_task_count,
    }
    env.cr.rollback()
    return result


def _partners(env):
    return env["res.partner"].search([("partner_share", "=", True)], limit=CHOSEN)


def _chosen(env, rule):
    plans = env["mail.activity.plan"]
    partners = _partners(env)
    today = datetime.date.today()
    model_id = env["ir.model"]._get_id("res.partner")
    started = time.perf_counter()
    values = [
        {
            "res_model_id": model_id,
            "res_id": partner.id,
            "activity_type_id": step.template.activity_type_id.id,
            "summary": step.template.summary,
            "user_id": step.user.id,
            "date_deadline": step.deadline,
        }
        for partner in partners
        for step in rule.plan_id._dealer_get_steps(partner, today, rule.user_ids)
    ]
    tasks = plans._dealer_create(values)
    env.flush_all()
    seconds = time.perf_counter() - started
    count = len(tasks)
    env.cr.rollback()
    return {"seconds": seconds, "customers": len(partners), "tasks": count}


def _wizard(env, rule):
    partners = _partners(env)
    wizard = env["mail.activity.schedule"].with_context(
        active_model="res.partner", active_ids=partners.ids
    )
    rule.plan_id.template_ids.responsible_type = "on_demand"
    before = env["mail.activity"].search_count([])
    started = time.perf_counter()
    wizard.create(
        {
            "res_model": "res.partner",
            "res_ids": str(partners.ids),
            "plan_id": rule.plan_id.id,
            "plan_on_demand_user_id": rule.user_ids[:1].id,
        }
    ).action_schedule_plan()
    env.flush_all()
    seconds = time.perf_counter() - started
    count = env["mail.activity"].search_count([]) - before
    env.cr.rollback()
    return {"seconds": seconds, "customers": len(partners), "tasks": count}


def report(result: dict) -> str:
    """The table for the terminal."""
    rows = [
        [what, f"{found['customers']:,}", f"{found['tasks']:,}", found["seconds"]]
        for what, found in result.items()
    ]
    columns = ["follow-ups", "occasions", "tasks", "seconds"]
    return figures.table("Follow-ups", columns, rows)
