from decimal import Decimal

from odoo import fields, models

from ..tools import points as rules


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
        :return: dict loyalty.card -> whole points; negative for a credit note which
            was made without an invoice
        """
        self.ensure_one()
        if self.state != "posted":
            return {}
        net = self._get_dealer_net_amount()
        targets = {}
        for card, basis in bases.items():
            amount = abs(net)
            currency = card.program_id.currency_id
            if currency != self.company_currency_id:
                date = self.invoice_date or self.date
                converted = self.company_currency_id._convert(
                    float(amount), currency, self.company_id, date
                )
                amount = Decimal(str(converted))
            points = rules.earned(
                amount,
                basis["points"],
                Decimal(basis["amount"]),
                Decimal(basis.get("multiplier", "1")),
            )
            if net < 0:
                points = -min(points, self._get_dealer_earned_before(card))
            targets[card] = points
        return targets

    def _get_dealer_bases(self, since):
        """Cards which earn from the document, with the rule in force now.

        :param since: cards made later do not count
        :return: dict loyalty.card -> dict (JSON) with the rule: ``points`` for each
            ``amount``, times the ``multiplier`` of the tier (decimals as text)
        """
        self.ensure_one()
        if self.state != "posted":
            return {}
        return {
            card: {
                "points": card.program_id.dealer_earn_points,
                "amount": str(card.program_id.dealer_earn_amount),
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
        date = self.invoice_date or fields.Date.context_today(self)
        clubs = self.env["loyalty.program"]._get_dealer_clubs(self.company_id, date)
        for club in clubs:
            card = partner._dealer_get_card(club)
            if card and card.create_date > since and not club.dealer_auto_enrol:
                continue
            if not card and club.dealer_auto_enrol and self.move_type != "out_refund":
                card = partner.commercial_partner_id._dealer_enrol(club)
            cards |= card
        return cards

    def _get_dealer_net_amount(self):
        """Net amount which counts for points, in company currency.

        Without taxes; rewards are negative lines, so what was paid with points does
        not count. Posted credit notes made from the invoice are taken off, but never
        more than the invoice.

        :return: Decimal; negative for a credit note without an invoice
        """
        self.ensure_one()
        refunds = self.reversal_move_ids.filtered(
            lambda move: move.move_type == "out_refund" and move.state == "posted"
        )
        if self.move_type == "out_refund":
            refunds = self.browse()
        amounts = (self | refunds)._get_dealer_line_sums()
        net = amounts[self]
        if self.move_type == "out_refund":
            return min(net, Decimal(0))
        return max(net + sum(amounts[refund] for refund in refunds), Decimal(0))

    def _get_dealer_line_sums(self):
        """Sum of the product lines of each document, credit notes negative.

        :return: dict account.move -> Decimal
        """
        groups = self.env["account.move.line"]._read_group(
            self._get_dealer_line_domain(), ["move_id"], ["balance:sum"]
        )
        sums = {
            move: Decimal(str(move.company_currency_id.round(-balance)))
            for move, balance in groups
        }
        return {move: sums.get(move, Decimal(0)) for move in self}

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
