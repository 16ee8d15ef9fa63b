"""Leads that come in by HTTP: each once, none lost, whatever dies meanwhile."""

import queue
import random
import threading

import pytest
import requests
from helpers import (
    SECONDS,
    Gate,
    api_key,
    broken_rules,
    cron_arguments,
    post,
    race,
    run_child,
    wait_until,
)

TOKEN = "token-of-the-test-portal"
CRON = "dealer_crm.ir_cron_process_pending"
ALIAS = "leads@dealer.example"


def adf(number, phone="+7 495 700-10-01", comments="Evenings only", with_id=True):
    """Return an ADF document of a lead; the number is its id and in the name."""
    external = f'<id sequence="1" source="autoportal">{number}</id>' if with_id else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
        <?adf version="1.0"?>
        <adf><prospect status="new">{external}
          <requestdate>2026-05-04T09:20:11+03:00</requestdate>
          <vehicle interest="buy" status="new"><year>2026</year>
            <make>Haval</make><model>Jolion</model></vehicle>
          <customer><contact>
            <name part="full">Gleb Ozerov {number}</name>
            <phone>{phone}</phone></contact>
            <comments>{comments}</comments></customer>
        </prospect></adf>""".encode()


def phone_of(index: int) -> str:
    return (
        f"+7 495 {710 + index // 10000:03d}-{index // 100 % 100:02d}-{index % 100:02d}"
    )


def hand_in(url: str, body: bytes) -> requests.Response:
    return post(
        url + "/dealer/intake/adf",
        data=body,
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/xml"},
    )


@pytest.fixture
def portal(clone, odoo_env):
    """The database with a source that has a token."""
    with odoo_env(clone) as env:
        source = env["dealer.intake.source"].create(
            {
                "name": "Autoportal",
                "team_id": env.ref("dealer_crm.crm_team_new_cars").id,
            }
        )
        source._set_token(TOKEN)
    return clone


def states(clone) -> dict:
    return dict(
        clone.query("SELECT state, count(*) FROM dealer_inbox GROUP BY state") or ()
    )


def count(clone, table: str) -> int:
    return clone.query(f"SELECT count(*) FROM {table}")[0][0]


def assert_one_lead_each(clone, numbers):
    """Each number has one lead, whole: customer, number at the sender, message."""
    rows = clone.query(
        """
        SELECT ref.external_ref, count(DISTINCT lead.id), count(DISTINCT inbox.id),
               bool_and(lead.partner_id IS NOT NULL
                        AND lead.dealer_intake_source_id IS NOT NULL
                        AND lead.description IS NOT NULL)
          FROM dealer_intake_ref ref
     LEFT JOIN crm_lead lead ON lead.id = ref.lead_id
     LEFT JOIN dealer_inbox_lead_rel rel ON rel.lead_id = lead.id
     LEFT JOIN dealer_inbox inbox ON inbox.id = rel.inbox_id AND inbox.state = 'done'
      GROUP BY ref.external_ref
        """
    )
    assert {ref.rpartition("|")[2] for ref, *_rest in rows} == set(numbers)
    assert [row for row in rows if row[1:] != (1, 1, True)] == []
    assert count(clone, "crm_lead") == len(set(numbers))


def test_same_message_in_parallel_is_taken_once(portal, server, connect, odoo_env):
    """Eight senders of one message: one 201, the others 200 with the same answer.

    First with the sender's number, then without, where the text itself is the key.
    A gate makes sure that all eight store at the same moment.
    """
    url = server(portal).url
    for leads, body in enumerate((adf("P-1"), adf("none", with_id=False)), start=1):
        with Gate(connect(portal), "LOCK TABLE dealer_inbox IN SHARE MODE") as gate:
            answers = race(gate, [lambda body=body: hand_in(url, body)] * 8)
        assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
        bodies = [answer.json() for answer in answers]
        assert bodies == [bodies[0]] * 8
        assert len(bodies[0]["lead_ids"]) == 1
        assert count(portal, "crm_lead") == count(portal, "dealer_inbox") == leads
    assert states(portal) == {"done": 2}
    assert broken_rules(odoo_env, portal) == []


def test_two_texts_of_one_prospect_make_one_lead(portal, server, connect, odoo_env):
    """A portal sends a lead and at once its correction: one lead, both texts kept.

    The second text is noted on the lead, so that the salesperson reads it, too.
    """
    url = server(portal).url
    bodies = [adf("P-2", comments=text) for text in ("Blue one", "Rather a red one")]
    with Gate(connect(portal), "LOCK TABLE dealer_inbox IN SHARE MODE") as gate:
        answers = race(gate, [lambda body=body: hand_in(url, body) for body in bodies])
    leads = {tuple(answer.json()["lead_ids"]) for answer in answers}
    assert len(leads) == count(portal, "crm_lead") == 1
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert states(portal) == {"done": 1, "duplicate": 1}
    with odoo_env(portal) as env:
        lead = env["crm.lead"].search([])
        texts = " ".join([lead.description, *lead.message_ids.mapped("body")])
        assert "Blue one" in texts
        assert "Rather a red one" in texts
        assert env["dealer.check"]._run() == []


def test_first_messages_of_a_new_source_in_parallel(portal, server, connect, odoo_env):
    """Eight different customers at the first moment of a source: all are taken."""
    url = server(portal).url
    bodies = [adf(f"N-{index}", phone_of(index)) for index in range(8)]
    with Gate(connect(portal), "LOCK TABLE dealer_inbox IN SHARE MODE") as gate:
        answers = race(gate, [lambda body=body: hand_in(url, body) for body in bodies])
    assert [answer.status_code for answer in answers] == [201] * 8
    assert len({answer.json()["lead_ids"][0] for answer in answers}) == 8
    assert_one_lead_each(portal, [f"N-{index}" for index in range(8)])
    assert broken_rules(odoo_env, portal) == []


def test_stored_message_survives_a_kill(portal, server, connect, odoo_env, tmp_path):
    """A worker dies between storing and taking: the message is there, nothing else.

    The server is killed while it makes the leads. Then one sender sends again and
    gets the answer; the other gave up, its lead is made by the scheduled action.
    """
    first = server(portal)
    bodies = {number: adf(number, phone_of(7)) for number in ("D-1", "D-2")}
    partners = count(portal, "res_partner")
    answers = queue.SimpleQueue()
    senders = [
        threading.Thread(
            target=lambda body=body: answers.put(try_once(first.url, body))
        )
        for body in bodies.values()
    ]
    with Gate(connect(portal), "LOCK TABLE crm_lead IN SHARE MODE") as gate:
        for sender in senders:
            sender.start()
        gate.wait_for(2)
        first.kill()
    for sender in senders:
        sender.join(SECONDS)
        assert answers.get(timeout=SECONDS) is None
    wait_until(lambda: not open_transactions(portal), "the dead server's sessions end")
    assert count(portal, "crm_lead") == count(portal, "dealer_intake_ref") == 0
    assert count(portal, "res_partner") == partners
    with odoo_env(portal) as env:
        rows = env["dealer.inbox"].search([])
        assert rows.mapped("state") == ["pending"] * 2
        assert {row._get_payload() for row in rows} == set(bodies.values())

    answer = hand_in(server(portal).url, bodies["D-1"])
    assert answer.status_code == 200
    assert len(answer.json()["lead_ids"]) == 1
    assert states(portal) == {"done": 1, "pending": 1}
    age_messages(portal)
    run_child(tmp_path, *cron_arguments(portal, CRON))
    assert states(portal) == {"done": 2}
    assert_one_lead_each(portal, bodies)
    assert broken_rules(odoo_env, portal) == []


def try_once(url, body):
    """Hand in a message; None when nobody answers."""
    try:
        return hand_in(url, body)
    except requests.RequestException:
        return None


def open_transactions(clone) -> int:
    return clone.query(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND state <> 'idle' AND pid <> pg_backend_pid()"
    )[0][0]


def age_messages(clone):
    """Let the messages be older than what the scheduled action leaves alone."""
    clone.query(
        "UPDATE dealer_inbox SET create_date = create_date - interval '10 minutes'"
    )


class Sender(threading.Thread):
    """Hands in messages one after the other, each until it is acknowledged."""

    def __init__(self, address, numbers):
        super().__init__(daemon=True)
        self.address, self.numbers = address, numbers
        self.answers, self.fault = {}, None

    def run(self):
        try:
            for number in self.numbers:
                self.answers[number] = self.address.hand_in(adf(number, phone(number)))
        except Exception as error:
            self.fault = error


class Address:
    """Where the server is at the moment; it moves when it is started again."""

    def __init__(self, url):
        self.url = url
        self._moved = threading.Condition()

    def move(self, url):
        with self._moved:
            self.url = url
            self._moved.notify_all()

    def hand_in(self, body):
        """Hand in a message until it is acknowledged; return its leads."""
        for _attempt in range(20):
            url = self.url
            answer = try_once(url, body)
            if answer is not None and answer.status_code < 500:
                assert answer.status_code in (200, 201), answer.text
                return answer.json()["lead_ids"]
            if answer is None:
                with self._moved:
                    assert self._moved.wait_for(
                        lambda url=url: self.url != url, SECONDS
                    )
        raise AssertionError(f"no answer: {answer and answer.text}")


def phone(number: str) -> str:
    return phone_of(int(number.partition("-")[2]))


SEEDS = (101, 202, 303, 404, 505)
MESSAGES = 90


def test_no_lead_is_lost_or_doubled_by_kills(portal, server, odoo_env, tmp_path):
    """Five kills of the server at random moments, senders that try until acknowledged.

    Every message comes from two senders. Each acknowledged one has exactly one lead,
    the one that was answered; what was stored but not taken is taken by the scheduled
    action, also that of a sender who never tried again.
    """
    numbers = [f"K-{index}" for index in range(MESSAGES)]
    running = server(portal)
    address = Address(running.url)
    senders = [Sender(address, numbers[first::3]) for first in (0, 1, 2)] * 1
    senders += [Sender(address, numbers[first::3]) for first in (0, 1, 2)]
    for sender in senders:
        sender.start()
    given_up = []
    for seed in SEEDS:
        chance = random.Random(seed)
        aim = count(portal, "dealer_inbox") + chance.randint(1, MESSAGES // 6)
        wait_until(lambda aim=aim: count(portal, "dealer_inbox") >= aim, "messages")
        number = f"G-{MESSAGES + seed}"
        once = threading.Thread(
            target=try_once, args=(running.url, adf(number, phone(number)))
        )
        once.start()
        once.join(chance.uniform(0, 0.2))
        running.kill()
        once.join(SECONDS)
        given_up.append(number)
        # What the killed server had begun must be over before it is judged.
        wait_until(lambda: not open_transactions(portal), "sessions of the dead server")
        running = server(portal)
        address.move(running.url)
    for sender in senders:
        sender.join(SECONDS)
        assert not sender.is_alive()
        assert sender.fault is None

    assert set(states(portal)) <= {"done", "pending"}
    stored = {row[0] for row in portal.query("SELECT external_id FROM dealer_inbox")}
    stored = {text.rpartition("|")[2] for text in stored}
    assert stored >= set(numbers)
    assert stored <= set(numbers + given_up)
    age_messages(portal)
    run_child(tmp_path, *cron_arguments(portal, CRON))
    assert set(states(portal)) == {"done"}
    assert_one_lead_each(portal, stored)
    leads = dict(
        portal.query(
            "SELECT external_ref, array_agg(lead_id) FROM dealer_intake_ref"
            " GROUP BY external_ref"
        )
    )
    for sender in senders:
        for number, lead_ids in sender.answers.items():
            assert leads[f"autoportal|{number}"] == lead_ids
    assert broken_rules(odoo_env, portal) == []


def test_one_person_by_two_portals_at_once(portal, server, connect, odoo_env):
    """Two portals hand in one customer at the same moment: one lead, two touches."""
    with odoo_env(portal) as env:
        first = env["dealer.intake.source"].search([("name", "=", "Autoportal")])
        second = first.copy({"name": "Second portal"})
        second._set_token("token-of-the-second-portal")
    url = server(portal).url
    document = adf("B-1").replace(b"Gleb Ozerov B-1", b"Gleb Ozerov")
    other = document.replace(b"B-1", b"X-9").replace(b"Jolion", b"Dargo")

    def send(body, token):
        return post(
            url + "/dealer/intake/adf",
            data=body,
            headers={"Authorization": f"Bearer {token}"},
        )

    with Gate(connect(portal), "LOCK TABLE crm_lead IN SHARE MODE") as gate:
        answers = race(
            gate,
            [
                lambda: send(document, TOKEN),
                lambda: send(other, "token-of-the-second-portal"),
            ],
        )
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len({answer.json()["lead_ids"][0] for answer in answers}) == 1
    assert count(portal, "crm_lead") == 1
    touches = portal.query(
        "SELECT intake_source_id, is_first FROM dealer_lead_touch ORDER BY is_first"
    )
    assert [is_first for _source, is_first in touches] == [False, True]
    assert len({source for source, _first in touches}) == 2
    assert broken_rules(odoo_env, portal) == []


@pytest.fixture
def mailbox(portal, odoo_env):
    """The database whose source also has an address, and the key of the mail server."""
    with odoo_env(portal) as env:
        source = env["dealer.intake.source"].search([("name", "=", "Autoportal")])
        name, _at, domain = ALIAS.partition("@")
        source.write(
            {
                "alias_name": name,
                "alias_domain_id": env["mail.alias.domain"].create({"name": domain}).id,
            }
        )
        return portal, api_key(env, env.ref("base.user_admin"))


def mail(document: bytes, message_id: str) -> str:
    return (
        "From: Portal <noreply@portal.example>\r\n"
        f"To: {ALIAS}\r\nSubject: New lead\r\nMessage-ID: <{message_id}>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        + document.decode()
    )


def test_same_mail_in_parallel_is_taken_once(
    mailbox, server, connect, odoo_env, tmp_path
):
    """Eight deliveries of one mail at the same moment make one lead.

    Four have the Message-ID of the first, four a new one around the same document, as
    from a portal which sends its mail again.
    """
    clone, key = mailbox
    url = server(clone).url
    letters = [mail(adf("M-1"), f"{number % 5}@portal.example") for number in range(8)]

    def deliver(letter):
        return post(
            f"{url}/json/2/mail.thread/message_process",
            json={"ids": [], "model": False, "message": letter},
            headers={"Authorization": f"Bearer {key}"},
        )

    with Gate(connect(clone), "LOCK TABLE dealer_inbox IN SHARE MODE") as gate:
        answers = race(gate, [lambda text=text: deliver(text) for text in letters])
    assert {answer.status_code for answer in answers} == {200}
    run_child(tmp_path, *cron_arguments(clone, CRON))
    assert states(clone) == {"done": 1}
    assert_one_lead_each(clone, ["M-1"])
    # And by HTTP afterwards: it is the lead of the mail.
    answer = hand_in(url, adf("M-1"))
    assert answer.status_code == 200
    assert count(clone, "crm_lead") == 1
    assert broken_rules(odoo_env, clone) == []
