"""Campaigns: who takes part, and how fast letters are written.

Ours: a group of up to 50 000 who agreed, asked with consent and reservations; taken in;
and the letters of a step, with the consent, the reservation, the contact and the next
step of each. Stock: the same letter to the same number of people by a mailing without
purpose and gate.
"""

import time
from datetime import date
from unittest.mock import patch

import database
import figures

MOST = 50_000
LETTERS = 1000
# Rows of consent are written in slices of so many people.
SLICE = 2000


def measure(name: str) -> dict:
    """Audience, members, letters.

    :param name: database
    :return: dict what -> {seconds, people, rate}
    """
    result = {}
    with database.environment(name) as env:
        people = agree(env, "offers", MOST)
        campaign = _plan(env)
        env.cr.commit()
        env.cr.execute("ANALYZE")
        result["recipients with consent"] = timed(lambda: _ask(env, campaign))
        result["... and reservations"] = timed(lambda: _preview(env, campaign, people))
        result["members taken in"] = timed(lambda: _enrol(campaign))
        result["letters of a step, ours"] = timed(lambda: _letters(env, campaign))
        template = campaign.dealer_step_ids.template_id
        result["letters, stock's mailing"] = timed(
            lambda: stock_mailing(env, people[-LETTERS:], template)
        )
    return result


def timed(function) -> dict:
    """Call a function which returns a number of people.

    :return: dict seconds, people, rate
    """
    started = time.perf_counter()
    people = function()
    seconds = time.perf_counter() - started
    return {
        "seconds": round(seconds, 3),
        "people": people,
        "rate": round(people / seconds, 1),
    }


def agree(env, purpose: str, most: int):
    """People with an address, all of whom agree to a purpose.

    :param purpose: name of the purpose which comes with the addon
    :param most: people at most
    :return: res.partner
    """
    purpose = env.ref(f"dealer_marketing.purpose_{purpose}")
    people = env["res.partner"].search(
        [
            ("partner_share", "=", True),
            ("is_company", "=", False),
            ("email_normalized", "!=", False),
        ],
        limit=most,
        order="id",
    )
    for start in range(0, len(people), SLICE):
        env["dealer.consent"]._record(
            people[start : start + SLICE], [(purpose, "email", "granted")], "desk"
        )
        env.cr.commit()
        env.invalidate_all()
    return people


def _plan(env):
    env.company.email = env.company.email or "showroom@example.com"
    group = env["mailing.filter"].create(
        {
            "name": "Bench",
            "mailing_model_id": env["ir.model"]._get_id("res.partner"),
            "mailing_domain": "[('email_normalized', '!=', False)]",
        }
    )
    template = env.ref("dealer_marketing.mail_template_come_back")
    step = {"name": "Letter", "kind": "mail", "template_id": template.id}
    campaign = env["utm.campaign"].create(
        {
            "title": "Bench",
            "dealer_is_campaign": True,
            "dealer_filter_id": group.id,
            "dealer_purpose_id": env.ref("dealer_marketing.purpose_offers").id,
            "dealer_company_id": env.company.id,
            "dealer_start_on": date(2020, 1, 1),
            "dealer_step_ids": [(0, 0, step)],
        }
    )
    campaign.action_dealer_start()
    return campaign


def _ask(env, campaign):
    return len(env["res.partner"].search(campaign._get_dealer_audience()))


def _preview(env, campaign, people):
    step = campaign.dealer_step_ids
    env["dealer.contact.claim"]._preview(
        people,
        campaign.dealer_purpose_id,
        "email",
        step._get_origin(),
        company=campaign.dealer_company_id,
    )
    return len(people)


def _enrol(campaign):
    total = 0
    while count := campaign._enrol_slice():
        total += count
        campaign.env.cr.commit()
    return total


def _letters(env, campaign):
    done = 0
    while done < LETTERS and (count := campaign._run_slice()):
        done += count
        env.cr.commit()
        env.invalidate_all()
    return env["mail.mail"].search_count(
        [("mailing_id", "=", campaign.dealer_step_ids.mailing_id.id)]
    )


def stock_mailing(env, people, template):
    """A mailing as stock writes it, in one go; what we add to it is left out.

    :param people: res.partner
    :param template: mail.template with the text
    :return: number of letters
    """
    from odoo.addons.mass_mailing.wizard import mail_compose_message

    stock = mail_compose_message.MailComposeMessage
    mailing = env["mailing.mailing"].create(
        {
            "subject": template.subject,
            "mailing_type": "mail",
            "mailing_model_id": env["ir.model"]._get_id("res.partner"),
            "body_html": template.body_html,
            "email_from": env.company.email_formatted,
        }
    )
    kind = type(env["mail.compose.message"])
    with patch.object(kind, "_get_optout_emails", stock._get_optout_emails):
        mailing._action_send_mail(people.ids)
    return env["mail.mail"].search_count([("mailing_id", "=", mailing.id)])


def report(result: dict) -> str:
    """The table for the terminal."""
    rows = [
        [name, figure["people"], figure["seconds"], figure["rate"]]
        for name, figure in result.items()
    ]
    columns = ["campaign", "people", "seconds", "a second"]
    return figures.table("Campaigns", columns, rows)
