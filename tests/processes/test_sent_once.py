"""Letters and text messages which are handed over while the process is killed."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller
from conftest import free_port
from helpers import children, cron_arguments, run_child, wait_for_rollbacks, wait_until

OFFERS = "dealer_marketing.purpose_offers"
LETTERS = "mail.ir_cron_mail_scheduler_action"
MESSAGES = "sms.ir_cron_sms_scheduler_action"
NAMES = ("Ann", "Bea", "Cid")


class Outside:
    """What came in at the world outside; the first time it kills the sender."""

    def __init__(self):
        self.received = []
        self.child = None

    def take(self, address):
        self.received.append(address)
        if self.child:
            child, self.child = self.child, None
            child.kill()

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        for address in envelope.rcpt_tos:
            self.take(address)
        return "250 OK"


@pytest.fixture
def outside():
    return Outside()


@pytest.fixture
def people(clone, odoo_env):
    """Customers who agreed to letters and text messages."""
    with odoo_env(clone) as env:
        env.company.email = "showroom@dealer.test"
        partners = env["res.partner"].create(
            [
                {
                    "name": name,
                    "email": f"{name.lower()}@customer.test",
                    "phone": f"+3247012345{number}",
                }
                for number, name in enumerate(NAMES)
            ]
        )
        decisions = [(env.ref(OFFERS), way, "granted") for way in ("email", "sms")]
        env["dealer.consent"]._record(partners, decisions, "desk")
        return partners.ids


@pytest.fixture
def mail_server(clone, odoo_env, outside):
    controller = Controller(outside, hostname="127.0.0.1", port=free_port())
    controller.start()
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
    yield
    controller.stop()


@pytest.fixture
def provider(clone, odoo_env, outside):
    """A provider of text messages, which answers as that of Odoo."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):  # noqa: N802
            body = self.rfile.read(int(self.headers["Content-Length"]))
            rows = [
                number
                for message in json.loads(body)["params"]["messages"]
                for number in message["numbers"]
            ]
            for row in rows:
                outside.take(row["number"])
            result = [{"uuid": row["uuid"], "state": "sent"} for row in rows]
            answer = json.dumps({"jsonrpc": "2.0", "id": 1, "result": result}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with odoo_env(clone) as env:
        env["ir.config_parameter"].set_param(
            "sms.endpoint", f"http://127.0.0.1:{server.server_port}"
        )
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def kill_while_sending(clone, outside, folder, action):
    """Run the queue until the first message has come in, then once more."""
    with children(folder) as start:
        outside.child = start(*cron_arguments(clone, action))
        child = outside.child
        wait_until(lambda: outside.received, "a message")
        child.wait()
    wait_for_rollbacks(clone)
    run_child(folder, *cron_arguments(clone, action))


def test_letters(clone, odoo_env, outside, people, mail_server, tmp_path):
    with odoo_env(clone) as env:
        env["mail.mail"].create(
            [
                {
                    "subject": "Spring",
                    "body_html": "<p>Spring</p>",
                    "email_from": "showroom@dealer.test",
                    "recipient_ids": [(4, id_)],
                    "dealer_purpose_id": env.ref(OFFERS).id,
                }
                for id_ in people
            ]
        )
    kill_while_sending(clone, outside, tmp_path, LETTERS)
    expected = [f"{name.lower()}@customer.test" for name in NAMES]
    assert sorted(outside.received) == expected
    (row,) = clone.query(
        "SELECT state, failure_reason FROM mail_mail WHERE state = 'exception'"
    )
    assert "may have arrived" in row[1]


def test_text_messages(clone, odoo_env, outside, people, provider, tmp_path):
    with odoo_env(clone) as env:
        partners = env["res.partner"].browse(people)
        env["sms.sms"].create(
            [
                {
                    "partner_id": partner.id,
                    "number": partner.phone_sanitized,
                    "body": "Spring",
                    "dealer_purpose_id": env.ref(OFFERS).id,
                }
                for partner in partners
            ]
        )
    kill_while_sending(clone, outside, tmp_path, MESSAGES)
    assert sorted(outside.received) == [f"+3247012345{n}" for n in range(len(NAMES))]
    states = clone.query("SELECT state FROM sms_sms")
    assert set(states) == {("process",)}
