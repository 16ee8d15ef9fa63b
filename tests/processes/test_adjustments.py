"""Adjustments of points by one person at the same moment: the limit is for all."""

from helpers import Gate, broken_rules, race, retried, user_groups

LOCK_CARD = "SELECT FROM loyalty_card WHERE id = %s FOR UPDATE"


def test_limit_holds_for_adjustments_at_once(clone, odoo_env, connect):
    """Four windows of one manager, each below the limit: one is booked, the others
    wait for a second manager."""
    with odoo_env(clone) as env:
        club = env.ref("dealer_loyalty.loyalty_program_club")
        club.dealer_adjust_limit = 100
        card = env["res.partner"].create({"name": "Olga Weber"})._dealer_enrol(club)
        manager = user_groups(env, "clubman", "dealer_loyalty.group_loyalty_manager")
        windows = env["dealer.loyalty.adjust"].with_user(manager)
        windows = windows.create(
            [{"card_id": card.id, "points": 60, "reason": "Goodwill"}] * 4
        )
        card_id, user_id, ids = card.id, manager.id, windows.ids

    def adjust(window_id):
        def run(env):
            window = env(user=user_id)["dealer.loyalty.adjust"].browse(window_id)
            window.action_adjust()

        return lambda: retried(odoo_env, clone, run)

    with Gate(connect(clone), LOCK_CARD, [card_id]) as gate:
        race(gate, [adjust(window_id) for window_id in ids])

    assert clone.query(
        "SELECT points FROM dealer_loyalty_entry WHERE card_id = %s", [card_id]
    ) == [(60,)]
    assert (
        clone.query(
            "SELECT points, state FROM dealer_loyalty_adjustment WHERE card_id = %s",
            [card_id],
        )
        == [(60, "waiting")] * 3
    )
    assert broken_rules(odoo_env, clone) == []
