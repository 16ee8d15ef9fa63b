"""The arbitration: who may contact whom, asked and booked for many people at once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..tools import claims
from ..tools.claims import Refusal
from .dealer_contact_claim import ACTIVE


@dataclass
class Wish:
    """What somebody wants to do: the arguments of the arbitration.

    :ivar purpose: dealer.consent.purpose
    :ivar channel: email, sms, phone, messenger or post
    :ivar origins: partner id -> name of the message or task; the same one asks again
        for nothing
    :ivar company: res.company which asks, empty for the whole group
    :ivar is_personal: task of one employee for one customer
    :ivar day: of the contact
    """

    purpose: models.Model
    channel: str
    origins: dict[int, str]
    company: models.Model
    is_personal: bool
    day: date

    @property
    def until(self) -> date:
        """First day after the reservation."""
        return self.day + timedelta(days=self.purpose.claim_days)


class DealerContactClaim(models.Model):
    _inherit = "dealer.contact.claim"

    # === INTERFACE === #

    @api.model
    def _claim(
        self,
        partners,
        purpose,
        channel,
        origin,
        *,
        company=None,
        is_personal=False,
        day=None,
    ):
        """Reserve people for a contact and count it, as far as they are free.

        In the caller's transaction, with a constant number of queries. Repeated for the
        same origin it changes nothing. Two showrooms at the same moment: the database
        lets one through, the other fails with a serialisation failure and is run again
        (Odoo does that for requests, crons at their next run).

        :param partners: res.partner
        :param purpose: dealer.consent.purpose
        :param str channel: email, sms, phone, messenger or post
        :param origin: names the message or task, e.g. "mailing:7"; a dict partner id ->
            name when each person gets a message of its own
        :param company: res.company which asks, empty for the whole group
        :param bool is_personal: task of one employee for one customer
        :param day: date of the contact, default today
        :return: dict partner id -> Refusal, of those who may not be contacted now
        """
        wish = self._prepare_wish(
            partners, purpose, channel, origin, company, is_personal, day
        )
        refused, decisions, beaten = self._judge(partners, wish)
        allowed = partners.filtered(lambda partner: partner.id not in refused)
        self._outrank(beaten)
        self._reserve(wish, allowed, decisions)
        self._count(wish, allowed)
        return refused

    @api.model
    def _preview(
        self,
        partners,
        purpose,
        channel,
        origin="",
        *,
        company=None,
        is_personal=False,
        day=None,
    ):
        """Who would be refused, without reserving anybody. Arguments as of ``_claim``.

        :return: dict partner id -> Refusal
        """
        wish = self._prepare_wish(
            partners, purpose, channel, origin, company, is_personal, day
        )
        return self._judge(partners, wish)[0]

    @api.model
    def _use(self, origins, partners):
        """Note that people were contacted: nobody outranks these reservations now.

        :param origins: list of names as given to ``_claim``
        :param partners: res.partner
        """
        counts = self.env["dealer.contact.count"]
        # sudo: reservations are written by the arbitration alone.
        rows = counts.sudo().search(
            [("origin", "in", list(origins)), ("partner_id", "in", partners.ids)]
        )
        rows.claim_id.filtered(lambda claim: claim.state == "reserved").state = "used"

    @api.model
    def _give_back(self, origin):
        """Free the people whom a message or task does not contact any more.

        :param origin: as given to ``_claim``, or a list of them
        """
        origins = [origin] if isinstance(origin, str) else list(origin)
        # sudo: reservations are written by the arbitration alone.
        claims_ = self.sudo().search(
            [("origin", "in", origins), ("state", "=", "reserved")]
        )
        # sudo: as above; what was sent stays counted
        counts = self.env["dealer.contact.count"].sudo()
        counts.search([("claim_id", "in", claims_.ids)]).unlink()
        claims_.state = "released"

    @api.model
    def _describe(self, refusal):
        """Say in words why somebody is not contacted now.

        :param refusal: tools.claims.Refusal
        :return: text
        """
        day = format_date(self.env, refusal.again)
        if refusal.reason == "capped":
            return self.env._("contacted often enough until %(day)s", day=day)
        # sudo: reservations of other showrooms; only the showroom is named.
        holder = self.sudo().browse(refusal.claim_id)._get_holder_name()
        return self.env._("reserved by %(who)s until %(day)s", who=holder, day=day)

    # === JUDGING === #

    def _prepare_wish(
        self, partners, purpose, channel, origin, company, is_personal, day
    ):
        if isinstance(origin, str):
            origin = dict.fromkeys(partners.ids, origin)
        return Wish(
            purpose=purpose,
            channel=channel,
            origins=origin,
            company=company or self.env["res.company"],
            is_personal=is_personal,
            day=day or fields.Date.context_today(self),
        )

    def _judge(self, partners, wish):
        """Decide for everybody, in a constant number of queries.

        :return: tuple (dict partner id -> Refusal, dict partner id -> Decision, list of
            ids of reservations which give way)
        """
        counted = self._get_counted(partners, wish)
        others = self._get_others(partners, wish)
        maximum = None
        if wish.purpose.is_capped:
            maximum = self.env["dealer.contact.cap"]._get_maximum(wish.channel)
        places = self._get_places(partners, wish) if maximum else {}
        refused, decisions, full = {}, {}, {}
        for partner in partners:
            if partner.id in counted:
                continue
            decision = claims.Decision("free")
            if wish.purpose.claim_group:
                level = wish.purpose._get_claim_level(
                    wish.is_personal, wish.company, partner
                )
                decision = claims.decide(
                    level, wish.company.id or None, others[partner.id]
                )
            if not decision.is_allowed:
                refused[partner.id] = Refusal(
                    "claimed", decision.claim.until, decision.claim.id
                )
                continue
            decisions[partner.id] = decision
            if maximum and places.get(partner.id, (0, 0))[0] >= maximum:
                full[partner.id] = places[partner.id][0] - maximum + 1
        beaten = self._make_room(full, wish, decisions)
        for id_ in full.keys() - beaten.keys():
            refused[id_] = Refusal("capped", claims.next_week(wish.day))
            del decisions[id_]
        for id_, decision in decisions.items():
            if decision.kind == "outranks":
                beaten.setdefault(id_, set()).add(decision.claim.id)
        return refused, decisions, sorted(set().union(*beaten.values()))

    def _make_room(self, full, wish, decisions):
        """In a full week what only waits gives way to what is more important.

        :param dict full: partner id -> number of contacts which are too many
        :param dict decisions: partner id -> Decision
        :return: dict partner id -> set of ids of reservations which give way, of those
            for whom that is enough
        """
        if not full:
            return {}
        # sudo: contacts of all showrooms count.
        counts = self.env["dealer.contact.count"].sudo()
        waiting = counts.search(
            [
                ("partner_id", "in", list(full)),
                ("channel", "=", wish.channel),
                ("week", "=", claims.week_of(wish.day)),
                ("claim_id.state", "=", "reserved"),
            ]
        ).grouped("partner_id")
        result = {}
        for partner, rows in waiting.items():
            decision = decisions[partner.id]
            mine = decision.claim.id if decision.kind == "outranks" else None
            level = wish.purpose._get_claim_level(
                wish.is_personal, wish.company, partner
            )
            found = [
                (row.claim_id.id == mine, row.claim_id.level, row.claim_id.id)
                for row in rows
            ]
            leaving = claims.make_room(full[partner.id], level, found)
            if leaving is not None:
                result[partner.id] = leaving
        return result

    def _get_counted(self, partners, wish):
        """Ids of those for whom this message has its place and its reservation."""
        # sudo: reservations of all showrooms count.
        rows = (
            self.env["dealer.contact.count"]
            .sudo()
            .search(
                [
                    ("origin", "in", list(set(wish.origins.values()))),
                    ("channel", "=", wish.channel),
                    ("partner_id", "in", partners.ids),
                ]
            )
            .filtered(lambda row: row.origin == wish.origins[row.partner_id.id])
        )
        if wish.purpose.claim_group:
            # A reservation which gave way has to be asked for again.
            rows = rows.filtered(lambda row: row.claim_id.state in ACTIVE)
        return set(rows.partner_id.ids)

    def _get_others(self, partners, wish):
        """Reservations in the days which are wanted.

        :return: dict partner id -> list of tools.claims.Claim
        """
        result = defaultdict(list)
        if not wish.purpose.claim_group:
            return result
        # sudo: reservations of all showrooms count.
        rows = self.sudo().search_fetch(
            [
                ("partner_id", "in", partners.ids),
                ("claim_group", "=", wish.purpose.claim_group),
                ("state", "in", ACTIVE),
                ("date_from", "<", wish.until),
                ("date_to", ">", wish.day),
            ],
            ["partner_id", "company_id", "level", "state", "date_to"],
        )
        for row in rows:
            result[row.partner_id.id].append(
                claims.Claim(
                    id=row.id,
                    holder=row.company_id.id or None,
                    level=row.level,
                    is_used=row.state == "used",
                    until=row.date_to,
                )
            )
        return result

    def _get_places(self, partners, wish):
        """Contacts of the week by the channel.

        :return: dict partner id -> tuple (number, last place taken)
        """
        # sudo: contacts of all showrooms count.
        groups = (
            self.env["dealer.contact.count"]
            .sudo()
            ._read_group(
                [
                    ("partner_id", "in", partners.ids),
                    ("channel", "=", wish.channel),
                    ("week", "=", claims.week_of(wish.day)),
                ],
                ["partner_id"],
                ["__count", "place:max"],
            )
        )
        return {partner.id: (count, last) for partner, count, last in groups}

    # === BOOKING === #

    def _outrank(self, ids):
        """Weaker reservations give way, and their holders learn why.

        :param list ids: of reservations
        """
        # sudo: reservations of other showrooms.
        beaten = self.sudo().browse(ids)
        if not beaten:
            return
        # sudo: their messages are not sent, so they take no place in the week.
        counts = self.env["dealer.contact.count"].sudo()
        found = counts.search([("claim_id", "in", beaten.ids)])
        channels = {count.claim_id: count.channel for count in found}
        found.unlink()
        beaten.state = "outranked"
        beaten.flush_recordset()
        self.env["dealer.contact.refusal"]._log(
            [
                {
                    "partner_id": claim.partner_id.id,
                    "purpose_id": claim.purpose_id.id,
                    "channel": channels.get(claim, "phone"),
                    "reason": "outranked",
                    "company_id": claim.company_id.id,
                    "claim_id": claim.id,
                    "try_again_on": claim.date_to,
                }
                for claim in beaten
            ]
        )

    def _reserve(self, wish, allowed, decisions):
        """Insert reservations; those which the holder has are prolonged."""
        if not wish.purpose.claim_group:
            return
        new = [
            partner
            for partner in allowed
            if partner.id in decisions and decisions[partner.id].kind != "own"
        ]
        if new:
            self._insert(
                "dealer_contact_claim",
                [self._prepare_claim_row(wish, partner) for partner in new],
            )
        own = [
            decisions[partner.id].claim.id
            for partner in allowed
            if partner.id in decisions and decisions[partner.id].kind == "own"
        ]
        # sudo: as in _use.
        for claim in self.sudo().browse(own):
            if claim.date_to < wish.until:
                claim.date_to = wish.until
        self.invalidate_model()

    def _prepare_claim_row(self, wish, partner):
        return {
            "partner_id": partner.id,
            "purpose_id": wish.purpose.id,
            "claim_group": wish.purpose.claim_group,
            "company_id": wish.company.id or None,
            "user_id": self.env.uid,
            "date_from": wish.day,
            "date_to": wish.until,
            "level": wish.purpose._get_claim_level(
                wish.is_personal, wish.company, partner
            ),
            "origin": wish.origins[partner.id],
            "state": "reserved",
        }

    def _count(self, wish, allowed):
        """Take a place in the week for everybody who has none for this message."""
        if not wish.purpose.is_capped and not wish.purpose.claim_group:
            return
        places = self._get_places(allowed, wish)
        mine = self._get_mine(allowed, wish)
        rows = [
            {
                "partner_id": partner.id,
                "channel": wish.channel,
                "purpose_id": wish.purpose.id,
                "claim_id": mine.get(partner.id),
                "company_id": wish.company.id or None,
                "week": claims.week_of(wish.day),
                "place": places.get(partner.id, (0, 0))[1] + 1,
                "origin": wish.origins[partner.id],
            }
            for partner in allowed
        ]
        if rows:
            self._insert("dealer_contact_count", rows)
            self.env["dealer.contact.count"].invalidate_model()

    def _get_mine(self, partners, wish):
        """The holder's reservations on the day of the contact.

        :return: dict partner id -> id
        """
        # sudo: as in _use.
        rows = self.sudo().search_fetch(
            [
                ("partner_id", "in", partners.ids),
                ("claim_group", "=", wish.purpose.claim_group),
                ("company_id", "=", wish.company.id),
                ("state", "in", ACTIVE),
                ("date_from", "<=", wish.day),
                ("date_to", ">", wish.day),
            ],
            ["partner_id"],
        )
        return {row.partner_id.id: row.id for row in rows}

    def _insert(self, table, rows):
        """Insert rows; what is there already stays.

        What another transaction has inserted meanwhile is a serialisation failure.
        """
        now = fields.Datetime.now()
        rows = [
            {**row, "create_date": now, "write_date": now, "create_uid": self.env.uid}
            for row in rows
        ]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) VALUES %s ON CONFLICT DO NOTHING",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, rows[0])),
                SQL(", ").join(SQL("%s", tuple(row.values())) for row in rows),
            ),
            log_exceptions=False,
        )
