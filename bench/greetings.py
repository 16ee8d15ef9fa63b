"""A night of greetings: whose day it is, and their letters.

Ours: the job finds whose birthday it is among up to 50 000 who agreed, and writes the
letters of a feast, each noted, in the language of the recipient, queued for the hour of
the showroom; then the next run, which finds everybody greeted. Raw SQL: the selection,
and plain inserts of as many notes, messages and letters. Stock has no greetings: a
mailing to as many people stands beside.
"""

import campaign
import database
import figures

MOST = 50_000
FEAST = 1000
# Birthdays all over the year, the same in each run.
BIRTHDAYS = """
    UPDATE res_partner
       SET dealer_birthdate = date '1960-01-01' + (id * 37 %% 16000)
     WHERE id = ANY(%s)
"""
SELECTION = """
    SELECT count(*)
      FROM res_partner partner
     WHERE partner.active AND partner.partner_share AND NOT partner.is_company
       AND partner.email_normalized IS NOT NULL
       AND to_char(partner.dealer_birthdate, 'MMDD') = to_char(%s::date, 'MMDD')
       AND EXISTS (SELECT FROM dealer_consent consent
                    WHERE consent.partner_id = partner.id AND consent.purpose_id = %s
                      AND consent.channel = 'email' AND consent.state = 'granted')
"""
INSERTS = """
    WITH note AS (
        INSERT INTO dealer_greeting_run
               (partner_id, greeting_id, year, date, company_id, state)
        SELECT partner, %(greeting)s, 1, %(day)s, %(company)s, 'sent'
          FROM unnest(%(people)s) AS partner
    RETURNING partner_id
    ), message AS (
        INSERT INTO mail_message (message_type, subject, body, model, res_id, date)
        SELECT 'email_outgoing', %(subject)s, %(body)s, 'res.partner', partner_id, now()
          FROM note
    RETURNING id, res_id
    ), letter AS (
        INSERT INTO mail_mail (mail_message_id, body_html, state)
        SELECT id, %(body)s, 'outgoing' FROM message
    RETURNING id, mail_message_id
    )
    INSERT INTO mail_mail_res_partner_rel (mail_mail_id, res_partner_id)
    SELECT letter.id, message.res_id
      FROM letter JOIN message ON message.id = letter.mail_message_id
"""


def measure(name: str) -> dict:
    """Birthdays of a night, a feast, and what stands beside.

    :param name: database
    :return: dict what -> {seconds, people, rate}
    """
    result = {}
    with database.environment(name) as env:
        people = _prepare(env)
        birthday = env.ref("dealer_marketing.greeting_birthday")
        day = env.company._get_dealer_greeting_moment().date()
        feast = _make_feast(env, people, day)
        env.cr.commit()
        env.cr.execute("ANALYZE")
        timed = campaign.timed
        result["birthdays found, ours"] = timed(lambda: _find(env, birthday, day))
        result["birthdays found, raw SQL"] = timed(lambda: _find_raw(env, day))
        result["letters of a night, ours"] = timed(lambda: _night(env))
        result["the next run, nobody left"] = timed(lambda: _night(env))
        letters = result["letters of a night, ours"]["people"]
        chosen = people[:letters]
        template = feast.template_id
        result["letters, stock's mailing"] = timed(
            lambda: campaign.stock_mailing(env, chosen, template)
        )
        result["notes and letters, raw SQL"] = timed(
            lambda: _insert(env, feast, chosen, day)
        )
        env.cr.rollback()
    return result


def _prepare(env):
    """People with an address and a birthday, all of whom agree to greetings."""
    people = campaign.agree(env, "greetings", MOST)
    env.cr.execute(BIRTHDAYS, [people.ids])
    env.invalidate_all()
    greetings = env["dealer.greeting"].search([])
    greetings.active = False
    env.ref("dealer_marketing.greeting_birthday").active = True
    return people


def _make_feast(env, people, day):
    """A feast on the day of the night, of as many people as are measured."""
    env["res.partner"].search([("dealer_tradition", "=", "chinese")]).write(
        {"dealer_tradition": False}
    )
    people[:FEAST].write({"dealer_tradition": "chinese"})
    return env["dealer.greeting"].create(
        {
            "name": "Bench",
            "occasion": "fixed",
            "month": day.month,
            "day": day.day,
            "tradition": "chinese",
            "template_id": env.ref("dealer_marketing.mail_template_new_year").id,
        }
    )


def _find(env, greeting, day):
    due, _year = greeting._get_due_domain(day)
    return len(env["res.partner"].search(due & greeting._get_audience()))


def _find_raw(env, day):
    purpose = env.ref("dealer_marketing.purpose_greetings")
    env.cr.execute(SELECTION, [day, purpose.id])
    return env.cr.fetchone()[0]


def _night(env):
    runs = env["dealer.greeting.run"]
    before = runs.search_count([])
    env["dealer.greeting"]._cron_send()
    env.cr.commit()
    return runs.search_count([]) - before


def _insert(env, greeting, people, day):
    template = greeting.template_id
    env.cr.execute(
        INSERTS,
        {
            "greeting": greeting.id,
            "day": day,
            "company": env.company.id,
            "people": people.ids,
            "subject": template.subject,
            "body": template.body_html,
        },
    )
    return len(people)


def report(result: dict) -> str:
    """The table for the terminal."""
    rows = [
        [name, figure["people"], figure["seconds"], figure["rate"]]
        for name, figure in result.items()
    ]
    columns = ["greetings", "people", "seconds", "a second"]
    return figures.table("Greetings", columns, rows)
