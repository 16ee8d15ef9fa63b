from datetime import date
from decimal import Decimal
from fractions import Fraction

from odoo import fields, models

from ..tools import earning as rules

# What is paid in the eyes of a club; "reversed": by credit notes.
PAID_STATES = ("paid", "in_payment", "reversed")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """Post; afterwards points wait to be booked and rewards take theirs."""
        posted = super()._post(soft)
        posted._update_dealer_points()
        return posted

    def button_draft(self):
        """Reset; afterwards the points of posted invoices wait to be taken back."""
        was_posted = self.filtered(lambda move: move.state == "posted")
        res = super().button_draft()
        was_posted._update_dealer_points()
        return res

    def _update_dealer_points(self):
        """Called when invoices or credit notes became posted or ceased to be."""
        moves = self.filtered(lambda move: move.is_sale_document(include_receipts=True))
        if not moves:
            return
        self.env["dealer.loyalty.pending"]._queue(moves)
        moves._settle_dealer_holds()

    def _queue_dealer_payment(self):
        """Called when payments were matched with invoices or unmatched.

        Only where a club looks at payments: elsewhere nothing changes.
        """
        moves = self.filtered(
            lambda move: (
                move.is_sale_document(include_receipts=True) and move.state == "posted"
            )
        )
        # sudo: people who post payments have no rights on programmes.
        programs = self.env["loyalty.program"].sudo()
        if moves and programs._has_dealer_paid_rules():
            self.env["dealer.loyalty.pending"]._queue(moves, keeps_basis=True)

    def _settle_dealer_holds(self):
        causes = {}
        # sudo: people who post invoices may not read reserved points.
        for line in self.sudo().line_ids.filtered("dealer_hold_id"):
            causes[line.dealer_hold_id] = line.move_id
        if causes:
            holds = self.env["dealer.loyalty.hold"].sudo().concat(*causes)
            holds._settle(causes)

    # === WHAT AN INVOICE IS WORTH === #

    def _get_dealer_points_document(self):
        """The document whose points a change of this one changes.

        :return: the invoice for a credit note made from it, otherwise the document
        """
        self.ensure_one()
        if self.move_type == "out_refund" and self.reversed_entry_id:
            return self.reversed_entry_id
        return self

    def _get_dealer_targets(self, bases):
        """Points which the document is worth now.

        :param dict bases: loyalty.card -> basis (see ``_get_dealer_bases``)
        :return: dict loyalty.card -> dict id of the rule (0: rate of the club) ->
            tools.earning.Share; below zero for a credit note made without an invoice
        """
        self.ensure_one()
        if self.state != "posted" or not bases:
            return {}
        amounts = self._get_dealer_amounts()
        targets = {}
        for card, basis in bases.items():
            document = self._prepare_dealer_document(card, amounts)
            shares = rules.shares(
                document,
                self._load_dealer_rules(basis),
                Decimal(basis.get("multiplier", "1")),
                basis.get("rounding", rules.DOWN),
            )
            if self.move_type == "out_refund":
                shares = self._limit_dealer_shares(card, shares)
            targets[card] = shares
        return targets

    def _prepare_dealer_document(self, card, amounts):
        """The invoice as the rules of a card's club see it.

        :param amounts: dict account.move -> dict tools.earning.Facts -> Fraction in
            company currency
        :return: tools.earning.Document
        """
        day = self.invoice_date or self.date
        rate = Fraction(1)
        currency = card.program_id.currency_id
        if currency != self.company_currency_id:
            rate = Fraction(
                str(
                    self.env["res.currency"]._get_conversion_rate(
                        self.company_currency_id, currency, self.company_id, day
                    )
                )
            )
        sign = -1 if self.move_type == "out_refund" else 1
        lines, refunds = {}, {}
        for move, sums in amounts.items():
            target = lines if move == self else refunds
            for facts, amount in sums.items():
                target[facts] = target.get(facts, 0) + amount * rate * sign
        return rules.Document(
            day, lines, refunds, self.payment_state in PAID_STATES or sign < 0
        )

    def _load_dealer_rules(self, basis):
        """Rules as they were noted when the invoice was posted.

        Notes older than rules have the rate of the club itself.
        """
        noted = basis.get("rules")
        if noted is None:
            noted = [{"points": basis["points"], "amount": basis["amount"]}]
        return [rules.load(rule) for rule in noted]

    def _limit_dealer_shares(self, card, shares):
        """A credit note without invoice takes back at most what invoices gave."""
        parts = {rule_id: share.points for rule_id, share in shares.items()}
        total = min(sum(parts.values()), self._get_dealer_earned_before(card))
        return {
            rule_id: rules.Share(-points, date.min)
            for rule_id, points in rules.allocate(total, parts).items()
            if points
        }

    def _get_dealer_bases(self, since):
        """Cards which earn from the document, with the rules in force now.

        :param since: cards made later do not count
        :return: dict loyalty.card -> dict (JSON) with ``rules``, ``rounding`` and the
            ``multiplier`` of the tier (a decimal as text)
        """
        self.ensure_one()
        if self.state != "posted":
            return {}
        return {
            card: {
                "rules": [
                    rules.dump(rule)
                    for rule in card.program_id._get_dealer_rules(self.company_id)
                ],
                "rounding": card.program_id.dealer_earn_rounding,
                "multiplier": card._get_dealer_multiplier(),
            }
            for card in self._get_dealer_cards(since)
        }

    def _get_dealer_cards(self, since):
        """Club cards of the customer, one for each club; enrols where set up so."""
        partner = self.partner_id
        cards = self.env["loyalty.card"]
        if not partner:
            return cards
        day = self.invoice_date or fields.Date.context_today(self)
        clubs = self.env["loyalty.program"]._get_dealer_clubs(self.company_id, day)
        for club in clubs:
            card = partner._dealer_get_card(club)
            if card and card.create_date > since and not club.dealer_auto_enrol:
                continue
            if not card and club.dealer_auto_enrol and self.move_type != "out_refund":
                card = partner.commercial_partner_id._dealer_enrol(club)
            cards |= card
        return cards

    def _get_dealer_amounts(self):
        """Net amounts which count for points, in company currency.

        Without taxes; rewards are negative lines, so what was paid with points does
        not count. With the posted credit notes made from an invoice.

        :return: dict account.move -> dict tools.earning.Facts -> Fraction, credit
            notes negative
        """
        self.ensure_one()
        moves = self
        if self.move_type != "out_refund":
            moves |= self.reversal_move_ids.filtered(
                lambda move: move.move_type == "out_refund" and move.state == "posted"
            )
        lines = self.env["account.move.line"].search(moves._get_dealer_line_domain())
        amounts = {move: {} for move in moves}
        for line in lines:
            facts = line._get_dealer_earn_facts()
            sums = amounts[line.move_id]
            amount = Fraction(str(line.company_currency_id.round(-line.balance)))
            sums[facts] = sums.get(facts, Fraction(0)) + amount
        return amounts

    def _get_dealer_line_domain(self):
        """Lines which count for points: no taxes, roundings, cost of goods."""
        return [("move_id", "in", self.ids), ("display_type", "=", "product")]

    def _get_dealer_earned_before(self, card):
        """Points which other invoices gave to the card: the most that a credit note
        without an invoice may take back."""
        [(total,)] = self.env["dealer.loyalty.entry"]._read_group(
            [
                ("card_id", "=", card.id),
                ("kind", "in", ("earn", "reverse")),
                ("origin_model", "=", self._name),
                ("origin_id", "!=", self.id),
            ],
            [],
            ["points:sum"],
        )
        return max(total or 0, 0)

    def _get_dealer_vehicle_brand(self):
        """Make of the vehicle which the invoice is about.

        The field is that of another addon, which may be there or not.

        :return: fleet.vehicle.model.brand, may be empty
        """
        self.ensure_one()
        if "dealer_vehicle_id" not in self._fields:
            return self.env["fleet.vehicle.model.brand"]
        return self.dealer_vehicle_id.brand_id
