from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import points as rules
from .loyalty_card import LEDGER_FIELDS
from .loyalty_card_tiers import TIER_FIELDS

# Given back by entries of the ledger, or calculated, never by writing the card.
LEDGER_COLUMNS = LEDGER_FIELDS | TIER_FIELDS | {"points"}


class DealerMerge(models.Model):
    _inherit = "dealer.merge"

    # === SNAPSHOT === #

    @api.model
    def _get_snapshot_parts(self, partners):
        cards = SQL(
            "(SELECT id FROM loyalty_card WHERE partner_id IN %s)", tuple(partners.ids)
        )
        orders = self.env["sale.order"]._fields["applied_coupon_ids"]
        return super()._get_snapshot_parts(partners) + [
            ("loyalty_card", SQL("dealer_merged_into_id IN %s", cards)),
            ("dealer_loyalty_hold", SQL("card_id IN %s", cards)),
            ("sale_order_line", SQL("coupon_id IN %s", cards)),
            (
                orders.relation,
                SQL("%s IN %s", SQL.identifier(orders.column2), cards),
            ),
        ]

    @api.model
    def _filter_changes(self, table, changes, rows):
        changes = super()._filter_changes(table, changes, rows)
        if table != "loyalty_card":
            return changes
        kept = []
        for change in changes:
            if rows[change["id"]]["dealer_club"] == "true":
                change = {"id": change["id"]} | {
                    side: {
                        name: value
                        for name, value in change[side].items()
                        if name not in LEDGER_COLUMNS
                    }
                    for side in ("old", "new")
                }
            if change["new"]:
                kept.append(change)
        return kept

    def _finish_snapshot(self, partners, before):
        """Add ``transfers`` (points which went from card to card) and ``cards`` (number
        of the last entry of every club card after the merge)."""
        result = super()._finish_snapshot(partners, before)
        rows = {
            id_: row
            for id_, row in before["loyalty_card"][1].items()
            if row["dealer_club"] == "true"
        }
        cards = self.env["loyalty.card"].browse(sorted(rows))
        result["cards"] = {str(card.id): card.dealer_seq for card in cards}
        result["transfers"] = [
            self._prepare_transfer(card, rows, before["dealer_loyalty_hold"][1])
            for card in cards
            if card.dealer_merged_into_id and not rows[card.id]["dealer_merged_into_id"]
        ]
        return result

    def _prepare_transfer(self, card, rows, holds):
        """What a card gives to the one it was merged into.

        :param card: loyalty.card which was given up
        :param dict rows: id of a card -> its row as it was before
        :param dict holds: id of a hold -> its row as it was before
        :return: dict, kept as JSON
        """
        row, target = rows[card.id], card.dealer_merged_into_id
        return {
            "source": card.id,
            "target": target.id,
            "points": int(row["dealer_balance"]) - int(row["dealer_debt"]),
            "debt": int(rows[target.id]["dealer_debt"]),
            "holds": {
                str(id_): int(hold["redeemed"])
                for id_, hold in holds.items()
                if int(hold["card_id"]) == card.id
            },
        }

    # === UNDO === #

    def _get_essential_tables(self):
        return super()._get_essential_tables() | {"loyalty_card"}

    def _get_undo_obstacles(self):
        obstacles = super()._get_undo_obstacles()
        if obstacles:
            return obstacles
        return self._get_points_obstacles() + self._get_card_obstacles()

    def _get_transfers(self):
        """Transfers of the merge, the last one first.

        :return: list of dicts as ``_prepare_transfer`` makes them, with cards and holds
        """
        cards = self.env["loyalty.card"]
        holds = self.env["dealer.loyalty.hold"]
        return [
            transfer
            | {
                "source": cards.browse(transfer["source"]),
                "target": cards.browse(transfer["target"]),
                "records": holds.browse(map(int, transfer["holds"])).exists(),
            }
            for transfer in reversed(self.snapshot["transfers"])
        ]

    def _get_points_obstacles(self):
        """Points which were joined and do not suffice to be parted again."""
        accounts, obstacles = {}, []
        for transfer in self._get_transfers():
            card = transfer["target"]
            account = accounts.get(card) or rules.Account(
                card.dealer_balance, card.dealer_held, card.dealer_debt
            )
            held = sum(transfer["records"].mapped("held"))
            accounts[card] = rules.settle(
                account, -transfer["points"], -held, True
            ).account
            spent = accounts[card].debt > transfer["debt"] or any(
                hold.redeemed != transfer["holds"][str(hold.id)]
                for hold in transfer["records"]
            )
            if spent:
                obstacles.append(
                    self.env._(
                        "- Points of the card %(card)s were spent since: %(available)s "
                        "are left, %(points)s would have to go back.",
                        card=card.dealer_number,
                        available=card.dealer_available,
                        points=transfer["points"],
                    )
                )
        return obstacles

    def _get_card_obstacles(self):
        """Cards on which points were booked since for a document of the other."""
        snapshot = self.snapshot
        orders = set(self._get_moved_ids(snapshot, "sale.order"))
        moves = set(self._get_moved_ids(snapshot, "account.move"))
        joined = {transfer["target"] for transfer in snapshot["transfers"]}
        moved = {
            change["id"]
            for change in snapshot["changed"].get("loyalty_card", [])
            if "partner_id" in change["new"]
        }
        entries = self.env["dealer.loyalty.entry"].search(
            [("card_id", "in", sorted(joined | moved))]
        )
        wrong = self.env["loyalty.card"]
        for entry in entries:
            card = entry.card_id
            if entry.seq <= snapshot["cards"].get(str(card.id), 0):
                continue
            ours = entry.move_id.id in moves or entry.sale_order_id.id in orders
            if ours == (card.id in joined):
                wrong |= card
        return [
            self.env._(
                "- Points were booked on the card %(card)s since, which would belong "
                "to the other contact.",
                card=card.dealer_number,
            )
            for card in wrong
        ]

    def _before_undo(self):
        result = super()._before_undo()
        transfers = self._get_transfers()
        for transfer in transfers:
            self.env["dealer.loyalty.ledger"]._transfer_back(
                transfer["source"],
                transfer["target"],
                transfer["points"],
                transfer["records"],
                f"merge:{self.id}",
            )
        for transfer in transfers:
            if transfer["target"].dealer_debt > transfer["debt"]:
                raise UserError(
                    self.env._(
                        "Points of the card %(card)s were spent since.",
                        card=transfer["target"].dealer_number,
                    )
                )
        return result
