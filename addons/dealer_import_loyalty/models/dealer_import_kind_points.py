from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dealer_import.tools import rows
from odoo.addons.dealer_loyalty.tools import card_number


class DealerImportKindPoints(models.AbstractModel):
    _name = "dealer.import.kind.points"
    _inherit = "dealer.import.kind"
    _description = "Import of Points"

    @api.model
    def _get_help(self):
        return self.env._(
            "One balance in each row: the number of a card, or number, phone or e-mail "
            "of a customer that was imported before; and the points. Who has no card "
            "gets one. A balance of one former system is booked once for each card."
        )

    @api.model
    def _get_required(self):
        return [("card", "number", "phone", "email"), ("points",)]

    @api.model
    def _check_start(self, job):
        res = super()._check_start(job)
        if not self.env.user.has_group("dealer_loyalty.group_loyalty_manager"):
            raise AccessError(self.env._("Only a club manager imports points."))
        if not self._get_club(job):
            raise UserError(
                self.env._(
                    "There is no customer club for %(company)s. Set one up first.",
                    company=job.company_id.name,
                )
            )
        return res

    def _get_club(self, job):
        clubs = self.env["loyalty.program"]._get_dealer_clubs(job.company_id)
        return job.loyalty_program_id or clubs[:1]

    @api.model
    def _import(self, job, todo):
        if not self.env.user.has_group("dealer_loyalty.group_loyalty_manager"):
            raise AccessError(self.env._("Only a club manager imports points."))
        results = [None] * len(todo)
        club = self._get_club(job)
        self._check_rows(todo, results)
        cards = self._find_cards(job, club, todo, results)
        booked = self._find_booked(job, filter(None, cards))
        for place, row in enumerate(todo):
            if not results[place]:
                results[place] = self._book(job, row, cards[place], booked)
        return results

    def _check_rows(self, todo, results):
        for place, row in enumerate(todo):
            points = row.get("points")
            if points is None or points < 0:
                text = self.env._("The row has no points, or less than none.")
                results[place] = rows.Result("rejected", text=text)

    # === CARDS === #

    def _find_cards(self, job, club, todo, results):
        """The card of each row; people without one get it.

        :return: list of loyalty.card or None
        """
        by_code = self._find_codes(club, todo)
        partners = self._find_customers(job, todo)
        by_partner = self._find_own(club, partners)
        found, new = [], {}
        for place, row in enumerate(todo):
            partner = partners[place]
            card = by_code.get(self._get_code(row)) or by_partner.get(partner.id)
            found.append(card)
            if card and partner and card.partner_id != partner:
                results[place] = self._reject_other(row, card)
            if card or results[place]:
                continue
            if not partner:
                results[place] = self._reject_unknown(row)
            else:
                new.setdefault(partner, self._get_code(row))
        made = self._create_cards(club, new)
        for place, partner in enumerate(partners):
            found[place] = found[place] or made.get(partner)
        return found

    def _get_code(self, row):
        text = row.get("card") or ""
        return card_number.parse(text) or text.replace(" ", "")

    def _find_codes(self, club, todo):
        codes = {self._get_code(row) for row in todo} - {""}
        # sudo: a card that was joined to another one is closed for everybody.
        cards = self.env["loyalty.card"].sudo().with_context(active_test=False)
        found = cards.search(
            [("code", "in", list(codes)), ("program_id", "=", club.id)]
        )
        return {card.code: card._get_dealer_current() for card in found}

    def _find_own(self, club, partners):
        ids = list({partner.id for partner in partners if partner})
        # sudo: as above
        cards = self.env["loyalty.card"].sudo()
        found = cards.search(
            [("program_id", "=", club.id), ("partner_id", "in", ids)], order="id desc"
        )
        return {card.partner_id.id: card for card in found}

    def _create_cards(self, club, new):
        """Cards with the numbers of the former system, where it has any.

        No mails: nobody joins the club today.
        """
        # sudo: cards are made by the club, not by people.
        cards = self.env["loyalty.card"].sudo().with_context(loyalty_no_mail=True)
        created = cards.create(
            [
                {
                    "program_id": club.id,
                    "partner_id": partner.id,
                    "code": code or card_number.draw(),
                }
                for partner, code in new.items()
            ]
        )
        return dict(zip(new, created, strict=True))

    def _reject_unknown(self, row):
        named = (row.get(code) for code in ("card", "number", "phone", "email", "name"))
        text = self.env._(
            "There is neither a card nor a customer %(text)s. Import the customers "
            "first.",
            text=next(filter(None, named), ""),
        )
        return rows.Result("rejected", text=text)

    def _reject_other(self, row, card):
        text = self.env._(
            "The card %(card)s belongs to %(name)s, not to the customer of the row.",
            card=row.get("card") or card.dealer_number,
            name=card.partner_id.name,
        )
        return rows.Result("rejected", text=text)

    # === POINTS === #

    def _get_key(self, job, card):
        """One opening balance for each card and former system."""
        return f"import:{job.company_id.id}:{job.source}:{card.id}"

    def _find_booked(self, job, cards):
        """Points which were booked for cards before, by card."""
        by_key = {self._get_key(job, card): card for card in cards}
        # sudo: a manager of one showroom may not see entries of another.
        entries = self.env["dealer.loyalty.entry"].sudo()
        found = entries.search_fetch(
            [("idempotency_key", "in", list(by_key))], ["idempotency_key", "points"]
        )
        return {by_key[entry.idempotency_key]: entry.points for entry in found}

    def _book(self, job, row, card, booked):
        points = row.get("points")
        if card in booked:
            if points == booked[card]:
                text = self.env._("Booked before.")
                return rows.Result("unchanged", card.id, text)
            text = self.env._(
                "The opening balance of the card %(card)s is booked already: "
                "%(points)s points. Adjust it on the card.",
                card=card.dealer_number,
                points=booked[card],
            )
            return rows.Result("rejected", text=text)
        booked[card] = points
        if not points:
            return rows.Result("unchanged", card.id)
        ledger = self.env["dealer.loyalty.ledger"].with_context(loyalty_no_mail=True)
        ledger._post(
            card,
            "adjust",
            points,
            self._get_key(job, card),
            company=job.company_id,
            date=row.get("date") or job.default_date or None,
            description=self.env._("Opening balance: %(system)s", system=job.source),
        )
        return rows.Result("created", card.id)
