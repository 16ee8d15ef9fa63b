"""Showrooms which invite one person at the same moment."""

import pytest
from helpers import Gate, api_key, call, race, user_groups

WIZARD = "dealer.contact.invite"
SHOWROOMS = 4


@pytest.fixture
def showrooms(clone, odoo_env):
    """One customer who agreed, and a prepared invitation in each showroom.

    :return: dict: id of the customer, list of (key, id of the wizard)
    """
    with odoo_env(clone) as env:
        partner = env["res.partner"].create({"name": "Lena Brandt"})
        purpose = env.ref("dealer_marketing.purpose_new_models")
        env["dealer.consent"]._record(partner, [(purpose, "phone", "granted")], "desk")
        wizards = []
        for number in range(SHOWROOMS):
            company = env["res.company"].create({"name": f"Showroom {number}"})
            user = user_groups(env, f"seller{number}", "dealer_crm.group_dealer_user")
            user.write({"company_ids": company.ids, "company_id": company.id})
            wizard = env[WIZARD].with_user(user).with_company(company)
            wizard = wizard.create({"partner_ids": partner.ids, "user_id": user.id})
            wizards.append((api_key(env, user), wizard.id))
        return {"partner": partner.id, "wizards": wizards}


def test_exactly_one_showroom_invites(clone, showrooms, server, connect):
    """All have seen that the customer is free; one reserves, the others are told."""
    url = server(clone).url

    lock = "LOCK TABLE dealer_contact_claim IN SHARE MODE"
    with Gate(connect(clone), lock) as gate:
        answers = race(
            gate,
            [
                lambda key=key, wizard=wizard: call(
                    url, key, WIZARD, "action_invite", [wizard]
                )
                for key, wizard in showrooms["wizards"]
            ],
        )
    assert {answer.status_code for answer in answers} == {200}
    notices = [answer.json()["params"] for answer in answers]
    told = [row["message"] for row in notices if row["type"] == "warning"]
    assert len(told) == SHOWROOMS - 1, notices
    # Who was too late is told which showroom was first, and it is in the log.
    assert all("reserved by Showroom" in text for text in told), told
    log = clone.query("SELECT reason FROM dealer_contact_refusal")
    assert log == [("claimed",)] * (SHOWROOMS - 1)
    states = clone.query(
        "SELECT state FROM dealer_contact_claim WHERE partner_id = %s",
        [showrooms["partner"]],
    )
    assert states == [("reserved",)]
    tasks = clone.query(
        "SELECT count(*) FROM mail_activity WHERE res_model = 'res.partner'"
        " AND res_id = %s",
        [showrooms["partner"]],
    )
    assert tasks == [(1,)]
