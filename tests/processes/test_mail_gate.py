"""What a mail server gets: nothing for who has withdrawn, and all of stock's mail."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from conftest import free_port

OFFERS = "dealer_marketing.purpose_offers"
NAMES = ("Ann Agrees", "Otto Optsout", "Lea Leaves", "Nora Never")


class Postbox:
    """Keeps what comes in: (address of the envelope, message)."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.letters += [(address, message) for address in envelope.rcpt_tos]
        return "250 OK"

    def get_addresses(self):
        return sorted(address for address, _message in self.letters)


@pytest.fixture
def postbox(clone, odoo_env):
    """A mail server which the database sends to."""
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        with odoo_env(clone) as env:
            env["ir.mail_server"].search([]).active = False
            env["ir.mail_server"].create(
                {
                    "name": "Test",
                    "smtp_host": "127.0.0.1",
                    "smtp_port": controller.port,
                    "smtp_encryption": "none",
                }
            )
            # One bulk of letters: the queue is run by hand.
            parameters = env["ir.config_parameter"]
            parameters.set_param("mail.mail.force.send.limit", "0")
            env.company.email = "showroom@dealer.test"
        yield box
    finally:
        controller.stop()


def address(name):
    return f"{name.split()[0].lower()}@customer.test"


@pytest.fixture
def people(clone, odoo_env):
    """Customers by name; three of them agreed to offers by e-mail."""
    with odoo_env(clone) as env:
        partners = env["res.partner"].create(
            [{"name": name, "email": address(name), "lang": "en_US"} for name in NAMES]
        )
        decision = [(env.ref(OFFERS), "email", "granted")]
        env["dealer.consent"]._record(partners[:3], decision, "desk")
        return dict(zip(NAMES, partners.ids, strict=True))


def test_who_opts_out_after_queueing_gets_nothing(clone, odoo_env, postbox, people):
    """Stock sends what is in the queue, whoever has unsubscribed meanwhile."""
    with odoo_env(clone) as env:
        mailing = env["mailing.mailing"].create(
            {
                "subject": "Spring",
                "body_html": "<p>Spring</p>",
                "mailing_model_id": env["ir.model"]._get_id("res.partner"),
                "mailing_domain": [("id", "in", list(people.values()))],
                "dealer_purpose_id": env.ref(OFFERS).id,
                "email_from": "showroom@dealer.test",
            }
        )
        mailing.action_send_mail()
        waiting = mailing.mailing_trace_ids.mail_mail_id
        assert set(waiting.mapped("state")) == {"outgoing"}, waiting
        # Who never agreed is not even in the queue.
        assert len(waiting.filtered(lambda mail: mail.state == "outgoing")) == 3
    assert postbox.letters == []

    with odoo_env(clone) as env:
        # One by the unsubscribe link of stock, one by that of ours.
        env["mail.blacklist"]._add(address("Otto"))
        partner = env["res.partner"].browse(people["Lea Leaves"])
        env["dealer.consent"]._withdraw_by_link(partner, env.ref(OFFERS), "email")
    with odoo_env(clone) as env:
        env["mail.mail"].process_email_queue()
    assert postbox.get_addresses() == [address("Ann")]
    (letter,) = [message for _address, message in postbox.letters]
    assert letter["List-Unsubscribe"]

    reasons = clone.query(
        "SELECT partner_id, reason FROM dealer_contact_refusal WHERE partner_id IN %s",
        [tuple(people.values())],
    )
    assert set(reasons) == {
        (people["Otto Optsout"], "withdrawn"),
        (people["Lea Leaves"], "withdrawn"),
        (people["Nora Never"], "none"),
    }
    states = clone.query(
        "SELECT email, trace_status FROM mailing_trace WHERE email IN %s",
        [(address("Otto"), address("Lea"))],
    )
    assert {state for _email, state in states} == {"cancel"}


def send_password_reset(env, partner):
    user = env["res.users"].create(
        {
            "name": "Colleague",
            "login": partner.email,
            "partner_id": partner.id,
            "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
        }
    )
    user.action_reset_password()


def send_portal_invitation(env, partner):
    wizard = env["portal.wizard"].with_context(active_ids=partner.ids).create({})
    wizard.user_ids.action_grant_access()


def send_order(env, partner):
    order = env["sale.order"].create({"partner_id": partner.id})
    template = env.ref("sale.email_template_edi_sale")
    template.send_mail(order.id)


def send_invoice(env, partner):
    journal = env["account.journal"].create(
        {"name": "Sales", "code": "TSAL", "type": "sale"}
    )
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "journal_id": journal.id,
        }
    )
    env.ref("account.email_template_edi_invoice").send_mail(invoice.id)


def send_meeting(env, partner):
    start = datetime.now().replace(microsecond=0) + timedelta(days=1)
    env["calendar.event"].create(
        {
            "name": "Test drive",
            "start": start,
            "stop": start + timedelta(hours=1),
            "partner_ids": [(6, 0, partner.ids)],
        }
    )


def send_digest(env, partner):
    user = env["res.users"].create(
        {"name": "Colleague", "login": partner.email, "partner_id": partner.id}
    )
    digest = env["digest.digest"].create({"name": "Week", "periodicity": "weekly"})
    digest.user_ids = user
    digest.action_send_manual()


def send_chatter(env, partner):
    partner.message_post(
        body="Your car is ready",
        partner_ids=partner.ids,
        subtype_xmlid="mail.mt_comment",
    )


@pytest.mark.parametrize(
    "send",
    [
        send_password_reset,
        send_portal_invitation,
        send_order,
        send_invoice,
        send_meeting,
        send_digest,
        send_chatter,
    ],
    ids=lambda function: function.__name__,
)
def test_stock_mail_passes(clone, odoo_env, postbox, people, send):
    """Nobody needs a consent for what is no advertising, the blacklist or not."""
    with odoo_env(clone) as env:
        partner = env["res.partner"].browse(people["Nora Never"])
        env["mail.blacklist"]._add(partner.email)
        send(env, partner)
    with odoo_env(clone) as env:
        env["mail.mail"].process_email_queue()
    assert address("Nora") in postbox.get_addresses()
    assert clone.query("SELECT count(*) FROM dealer_contact_refusal") == [(0,)]
