"""Bonuses which were given or refused: each event once."""

from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import birthday
from .dealer_loyalty_bonus_rule import INVOICE_EVENTS

# Days which a birthday may wait for a night in which the server did not run.
CATCH_UP_DAYS = 3
LEAP_DAY = date(2000, 2, 29)
BATCH = 500


class DealerLoyaltyBonus(models.Model):
    _name = "dealer.loyalty.bonus"
    _description = "Bonus"
    _order = "id desc"

    rule_id = fields.Many2one(
        comodel_name="dealer.loyalty.bonus.rule",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    event = fields.Selection(related="rule_id.event", store=True)
    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    partner_id = fields.Many2one(related="card_id.partner_id", string="Holder")
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", required=True, readonly=True
    )
    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Invoice",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    key = fields.Char(
        required=True, readonly=True, help="Names the event: one bonus for each."
    )
    date = fields.Date(required=True, readonly=True)
    points = fields.Integer(required=True, readonly=True)
    revision = fields.Integer(required=True, default=0, readonly=True, aggregator=None)
    state = fields.Selection(
        selection=[
            ("granted", "Given"),
            ("refused", "Refused"),
            ("back", "Taken Back"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Selection(
        selection=[
            ("limit", "Limit of the rule reached"),
            ("self", "Recommended themselves"),
            ("known", "Was a customer before"),
        ],
        string="Refused Because",
        readonly=True,
    )

    _key_uniq = models.UniqueIndex("(rule_id, key)", "This bonus was given already.")

    @api.depends("rule_id", "points")
    def _compute_display_name(self):
        for bonus in self:
            bonus.display_name = f"{bonus.rule_id.name}: {bonus.points}"

    # === INTERFACE === #

    @api.model
    def _grant(self, event, partner, key, **options):
        """Give the bonuses of an event; refuse what is beyond a limit. Both are noted.

        Again with the same key it changes nothing. Who has no card gets nothing.

        :param str event: as ``dealer.loyalty.bonus.rule.event``
        :param partner: res.partner who gets the points
        :param str key: names the event, e.g. ``dealer.complaint:7``
        :param options: ``company`` (res.company, default the current one), ``move``
            (account.move), ``points`` (instead of those of the rule), ``day`` (date,
            default today), ``refuse`` (a reason to refuse it)
        :return: dealer.loyalty.bonus in sudo
        """
        company = options.get("company") or self.env.company
        day = options.get("day") or fields.Date.context_today(self)
        # sudo: events are caused by people without rights on the club.
        bonuses = self.sudo()
        for rule in self.env["dealer.loyalty.bonus.rule"]._get_rules(
            event, company, day
        ):
            if card := partner._dealer_get_card(rule.program_id):
                bonuses |= bonuses._grant_rule(rule, card, key, company, day, options)
        return bonuses

    def _grant_rule(self, rule, card, key, company, day, options):
        # Two events at once for one card: the later one sees the earlier.
        self.env["dealer.loyalty.ledger"]._lock(card)
        if stored := self.search([("rule_id", "=", rule.id), ("key", "=", key)]):
            return stored
        reason = options.get("refuse") or self._get_refusal(rule, card, day)
        bonus = self.create(
            {
                "rule_id": rule.id,
                "card_id": card.id,
                "company_id": company.id,
                "move_id": options["move"].id if options.get("move") else False,
                "key": key,
                "date": day,
                "points": options.get("points") or rule.points,
                "state": "refused" if reason else "granted",
                "reason": reason,
            }
        )
        if not reason:
            bonus._book(bonus.points)
        return bonus

    def _get_refusal(self, rule, card, day):
        """Why a card gets no bonus. Override for limits of your own.

        :return: key of ``reason``, False: nothing speaks against it
        """
        if not rule.limit_count:
            return False
        domain = [
            ("rule_id", "=", rule.id),
            ("card_id", "=", card.id),
            ("state", "=", "granted"),
        ]
        if rule.limit_days:
            since = fields.Date.subtract(day, days=rule.limit_days)
            domain.append(("date", ">", since))
        return "limit" if self.search_count(domain) >= rule.limit_count else False

    def _book(self, points):
        """Book points of the bonus; below zero: take them back."""
        self.ensure_one()
        self.revision += 1
        rule = self.rule_id
        months = rule.expiry_months
        self.env["dealer.loyalty.ledger"]._post(
            self.card_id._get_dealer_current(),
            "earn" if points > 0 else "reverse",
            points,
            f"{self._name}:{self.id}:{self.revision}",
            on_short="debt",
            origin=self,
            move=self.move_id or None,
            company=self.company_id,
            date=self.date if points > 0 else None,
            description=rule.name,
            expires_on=self.date + relativedelta(months=months) if months else None,
        )

    # === INVOICES === #

    @api.model
    def _update_from_invoice(self, move):
        """Give or take back the bonuses which an invoice is the reason for.

        State-based: an invoice counts while it is posted, paid in full and not
        credited in full.

        :param move: account.move, may not exist any more
        """
        rules = self.env["dealer.loyalty.bonus.rule"]
        given = self.search([("move_id", "in", move.ids), ("state", "!=", "refused")])
        counts = bool(move) and move._is_dealer_bonus_reason()
        for bonus in given:
            if counts != (bonus.state == "granted"):
                bonus.state = "granted" if counts else "back"
                bonus._book(bonus.points if counts else -bonus.points)
        if counts and rules.search_count([("event", "in", INVOICE_EVENTS)], limit=1):
            self._grant_first(move)

    def _grant_first(self, move):
        partner = move.commercial_partner_id
        options = {
            "company": move.company_id,
            "move": move,
            "day": move.invoice_date or move.date,
        }
        if move._is_dealer_first(partner):
            self._grant("first_purchase", partner, f"first:{partner.id}", **options)
            self._grant_referral(move, options)
        if move._is_dealer_service() and move._is_dealer_first(partner, True):
            self._grant("first_service", partner, f"service:{partner.id}", **options)

    def _grant_referral(self, move, options):
        """Both sides, after the first paid invoice of who was recommended."""
        person = move.partner_id
        referrer = person._get_dealer_referrer()
        if not referrer:
            return
        key = f"referral:{move.commercial_partner_id.id}"
        refuse = person._get_dealer_referral_refusal(referrer)
        self._grant("referrer", referrer, key, refuse=refuse, **options)
        self._grant("referred", person, key, refuse=refuse, **options)

    # === EVERY NIGHT === #

    @api.model
    def _cron_days(self):
        """Birthdays and anniversaries of today, and of nights which were missed."""
        cron = self.env["ir.cron"]
        today = fields.Date.context_today(self)
        rules = self.env["dealer.loyalty.bonus.rule"].search(
            [("event", "in", ("birthday", "anniversary"))]
        )
        for rule in rules:
            for back in range(CATCH_UP_DAYS, -1, -1):
                day = fields.Date.subtract(today, days=back)
                for cards in self._split(self._find_cards(rule, day)):
                    self._grant_day(rule, cards, day)
                    cron._commit_progress(len(cards))

    def _split(self, cards):
        for start in range(0, len(cards), BATCH):
            yield cards[start : start + BATCH]

    def _grant_day(self, rule, cards, day):
        for card in cards:
            company = rule.company_id or card.company_id or self.env.company
            key = f"{rule.event}:{card.id}:{day.year}"
            self._grant_rule(rule, card, key, company, day, {})

    def _find_cards(self, rule, day):
        """Cards whose day it is and which have no bonus of the rule for it.

        Who was born on 29 February celebrates on 28 February of other years.

        :return: loyalty.card
        """
        self.env["loyalty.card"].flush_model()
        self.env["res.partner"].flush_model(["dealer_birthdate"])
        days = [day.strftime("%m-%d")]
        if birthday.anniversary(LEAP_DAY, day.year) == day:
            days.append(LEAP_DAY.strftime("%m-%d"))
        born = SQL("partner.dealer_birthdate")
        if rule.event == "anniversary":
            born = SQL("card.create_date::date")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT card.id
                  FROM loyalty_card card
                  JOIN res_partner partner ON partner.id = card.partner_id
                 WHERE card.dealer_club AND card.active AND card.program_id = %(club)s
                   AND partner.active
                   AND to_char(%(born)s, 'MM-DD') = ANY(%(days)s)
                   AND %(born)s < %(day)s
                   AND NOT EXISTS (
                        SELECT FROM dealer_loyalty_bonus bonus
                         WHERE bonus.rule_id = %(rule)s
                           AND bonus.key = %(event)s || ':' || card.id || ':'
                                           || %(year)s)
              ORDER BY card.id
                """,
                club=rule.program_id.id,
                born=born,
                days=days,
                day=day,
                rule=rule.id,
                event=rule.event,
                year=str(day.year),
            )
        )
        return self.env["loyalty.card"].browse(row[0] for row in rows)
