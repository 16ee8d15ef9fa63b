"""An update of the addons on a database in use: no complaint, no data changed."""

import os
from datetime import date

import psycopg2
import pytest
from helpers import broken_rules, run_child
from install_log import find_problems

ADDONS = "dealer_crm,dealer_service,dealer_loyalty"
UPDATE_SECONDS = 180

# Of stock's tables those with what people have entered or caused. All of ours belong
# to it, too.
STOCK_TABLES = (
    *("res_partner", "crm_lead", "crm_team", "crm_stage", "product_template"),
    *("sale_order", "sale_order_line", "account_move", "account_move_line"),
    *("loyalty_program", "loyalty_reward", "loyalty_card"),
)
# What the day of work below must have filled.
USED_TABLES = (
    *("dealer_vehicle", "dealer_vehicle_ownership", "dealer_vehicle_odometer"),
    *("dealer_service_line", "dealer_loyalty_hold", "crm_lead"),
)

ADF = """<?xml version="1.0" encoding="UTF-8"?><?adf version="1.0"?>
    <adf><prospect status="new"><id source="autoportal">U-1</id>
      <vehicle interest="buy"><make>Haval</make><model>Jolion</model></vehicle>
      <customer><contact><name part="full">Gleb Ozerov</name>
        <phone>+7 495 700-10-01</phone></contact></customer>
    </prospect></adf>"""


def update(clone, folder):
    """Update the addons in a process of its own; fail when it or its log complains."""
    log = run_child(
        folder,
        os.environ["DEALER_TEST_SERVER"],
        f"--config={os.environ['DEALER_TEST_CONF']}",
        f"--database={clone.name}",
        f"--update={ADDONS}",
        *("--stop-after-init", "--no-http", "--log-level=info"),
        seconds=UPDATE_SECONDS,
    )
    count, problems = find_problems(log.splitlines(keepends=True))
    assert count
    assert problems == []
    for addon in ADDONS.split(","):
        assert f"Module {addon} loaded" in log


@pytest.fixture
def busy(clone, odoo_env):
    """The database of a dealership after a day of work, with settings of its own."""
    with odoo_env(clone) as env:
        club = set_up(env)
        olga, dan = env["res.partner"].create(
            [{"name": "Olga Weber", "phone": "+7 495 700-10-02"}, {"name": "Dan Brook"}]
        )
        card = olga._dealer_enrol(club)
        invoice = work_on_a_car(env, olga, dan)
        take_messages(env)
    with odoo_env(clone) as env:
        env["dealer.loyalty.pending"]._cron_book_pending()
        ledger = env["dealer.loyalty.ledger"]
        card = env["loyalty.card"].browse(card.id)
        ledger._redeem(ledger._hold(card, 20))
        ledger._hold(card, 15)
        refund = env["account.move"].browse(invoice.id)._reverse_moves()
        refund.invoice_line_ids[:1].quantity = 0.5
        refund.invoice_date = refund.date
        refund.action_post()
    return clone


def set_up(env):
    """Change what the addons bring; an update must leave it alone.

    :return: loyalty.program, the club
    """
    from odoo.fields import Command

    club = env.ref("dealer_loyalty.loyalty_program_club")
    club.write({"name": "Wheel Club", "dealer_earn_amount": 50})
    env.ref("dealer_crm.crm_stage_visit").name = "In the showroom"
    env.ref("dealer_crm.crm_stage_test_drive").sequence = 1
    env.ref("dealer_service.product_labour").write(
        {"name": "Hour of work", "list_price": 2000, "taxes_id": [Command.clear()]}
    )
    cron = env.ref("dealer_loyalty.ir_cron_book_pending")
    cron.write({"interval_number": 7, "active": False})
    env.ref("dealer_service.sequence_service_order").prefix = "WO-"
    return club


def work_on_a_car(env, owner, driver):
    """A car with its people and readings comes in, is repaired and invoiced.

    :return: account.move
    """
    from odoo.fields import Command

    car = env["dealer.vehicle"].create(
        {"vin": "XW8ZZZ61ZHG012345", "license_plate": "A123BC77"}
    )
    car._set_owner(driver, date(2023, 5, 1))
    car._set_owner(owner, date(2024, 6, 2))
    order = env["dealer.service.order"].create(
        {
            "vehicle_id": car.id,
            "odometer": 41_000,
            "line_ids": [Command.create({"kind": "labour", "quantity": 1.5})],
        }
    )
    order.action_start()
    order.action_ready()
    order.action_create_invoice()
    order.action_deliver()
    return order.invoice_ids


def take_messages(env):
    """One message that becomes a lead, one for the quarantine, one that waits."""
    source = env["dealer.intake.source"].create(
        {"name": "Portal", "team_id": env.ref("dealer_crm.crm_team_new_cars").id}
    )
    inbox = env(user=env.ref("dealer_crm.user_intake"))["dealer.inbox"]
    source = source.with_env(inbox.env)
    for text in (ADF, "no XML at all"):
        inbox._store(source, text.encode())[0]._process()
    inbox._store(source, ADF.replace("U-1", "U-2").encode())


def tables(clone) -> dict:
    """Number of rows and checksum of each table.

    Without the time of the last change: Odoo sets it where nothing changes.
    """
    own = clone.query(
        "SELECT relname FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = 'public'::regnamespace AND relname LIKE 'dealer\\_%%'"
    )
    return {
        table: clone.query(
            "SELECT count(*), md5(string_agg(line, '' ORDER BY line))"
            "  FROM (SELECT (to_jsonb(row) - 'write_date' - 'write_uid')::text AS line"
            f"          FROM {table} row) lines"
        )[0]
        for table in (*STOCK_TABLES, *(name for (name,) in own))
    }


def settings(clone) -> list[tuple]:
    """What people change on records that the addons bring."""
    return clone.query(
        """
        SELECT 'cron', cron.id, cron.active::text, cron.interval_number
          FROM ir_cron cron
         UNION SELECT 'sequence', id, prefix, number_next FROM ir_sequence
         UNION SELECT 'record', id, module || '.' || name, res_id
          FROM ir_model_data WHERE module LIKE 'dealer\\_%'
           AND model IN ('crm.stage', 'crm.team', 'loyalty.program', 'product.product',
                         'res.users', 'res.groups', 'ir.cron', 'ir.sequence')
         ORDER BY 1, 2
        """
    )


def objects(clone) -> set:
    """Constraints, indexes and triggers of our tables, as PostgreSQL describes them."""
    return set(
        clone.query(
            """
            SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid)
              FROM pg_constraint WHERE conrelid::regclass::text LIKE 'dealer\\_%'
                OR conname LIKE '%dealer%'
             UNION SELECT tablename::text, indexname::text, indexdef FROM pg_indexes
             WHERE tablename LIKE 'dealer\\_%' OR indexname LIKE '%dealer%'
             UNION SELECT tgrelid::regclass::text, tgname::text, pg_get_triggerdef(oid)
              FROM pg_trigger WHERE NOT tgisinternal
            """
        )
    )


def test_update_changes_no_data(busy, odoo_env, tmp_path):
    """Updated twice, the database has the same rows, settings and guards as before."""
    before = tables(busy), settings(busy), objects(busy)
    assert before[0]["dealer_loyalty_entry"][0] == 2
    assert before[0]["dealer_inbox"][0] == 3
    assert before[0]["account_move"][0] == 2
    empty = {table for table in USED_TABLES if not before[0][table][0]}
    assert empty == set()
    for _time in range(2):
        update(busy, tmp_path)
        after = tables(busy), settings(busy), objects(busy)
        for old, new in zip(before, after, strict=True):
            assert new == old
        assert broken_rules(odoo_env, busy) == []
        with pytest.raises(psycopg2.errors.RestrictViolation):
            busy.query("DELETE FROM dealer_loyalty_entry")
    # The waiting credit note is booked afterwards as if nothing had happened.
    with odoo_env(busy) as env:
        env["dealer.loyalty.pending"]._cron_book_pending()
        assert env["loyalty.card"].search([("dealer_club", "=", True)]).points == 5
    assert broken_rules(odoo_env, busy) == []
