"""The card desk: who stands there, and what the club has for them."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from ..tools import birthday, card_number

# Days before and after the birthday on which the desk congratulates.
BIRTHDAY_DAYS = 3
MAX_HITS = 12
MAX_CARS = 4
# A warranty which ends within so many days is worth speaking of.
WARRANTY_DAYS = 60


class DealerLoyaltyDesk(models.AbstractModel):
    _name = "dealer.loyalty.desk"
    _description = "Card Desk"

    # === INTERFACE === #

    @api.model
    def dealer_desk_find(self, query):
        """Find who stands at the desk.

        A number of a card finds its holder. A number which does not exist and one
        whose holder the user may not see get the same answer; who tries many of them
        has to wait. Anything else is looked up as in the box "Find Customer".

        :param str query: card number, plate, VIN or its end, phone, e-mail, name
        :return: dict ``status`` (person, list, none, replaced or blocked), ``message``,
            ``person`` (see ``_prepare_person``) and ``hits`` (list of dicts
            ``partner_id``, ``name``, ``matched``, ``city``, ``phone_end``)
        :raise AccessError: the user is not of the card desk
        """
        self._check_desk()
        text = str(query or "")[:100].strip()
        if code := card_number.parse(text):
            return self._find_number(code)
        partners = self.env["res.partner"]
        hits = partners._merge_dealer_hits(partners.dealer_find(text, 3 * MAX_HITS))
        hits = [hit for hit in hits if hit["partner_id"]][:MAX_HITS]
        if not hits:
            return self._answer("none", self.env._("Nobody found"))
        if len(hits) == 1:
            partner = partners.browse(hits[0]["partner_id"])
            return self._answer("person", person=self._prepare_person(partner))
        return self._answer("list", hits=self._prepare_hits(hits))

    @api.model
    @api.readonly
    def dealer_desk_open(self, partner_id):
        """Show one of several people found, or the same person again.

        :param int partner_id: id of res.partner
        :return: dict, see ``_prepare_person``
        :raise AccessError: the user may not see the person, or is not of the desk
        """
        return self._prepare_person(self._get_person(partner_id))

    @api.model
    def dealer_desk_gift(self, partner_id):
        """Note that the birthday gift was handed over.

        :param int partner_id: id of res.partner
        :return: dict, see ``_prepare_person``
        :raise UserError: it is not about the birthday, there is no gift, or the person
            has had it
        """
        partner = self._get_person(partner_id)
        day = self._get_birthday(partner)
        club = self._get_club(partner.dealer_card_id)
        gift = club.dealer_birthday_gift
        if not day or not gift:
            raise UserError(
                self.env._("There is no birthday gift for this customer today.")
            )
        if not self.env["dealer.loyalty.gift"]._give(partner, day.year, gift):
            raise UserError(
                self.env._("This customer has had the birthday gift already.")
            )
        return self._prepare_person(partner)

    # === RIGHTS === #

    @api.model
    def _check_desk(self):
        """Everything at the desk is for those who work there.

        :raise AccessError: the user does not
        """
        if not self.env.user.has_group("dealer_loyalty.group_loyalty_desk"):
            raise AccessError(
                self.env._("The card desk is for reception, cashier and club managers.")
            )

    @api.model
    def _get_person(self, partner_id):
        """A person whom the user may see.

        :raise AccessError: the user may not, or is not of the desk
        """
        self._check_desk()
        partner = self.env["res.partner"].search([("id", "=", partner_id)])
        if not partner:
            raise AccessError(self.env._("This customer is not there for you."))
        return partner

    # === FIND === #

    @api.model
    def _answer(self, status, message="", person=False, hits=()):
        return {
            "status": status,
            "message": message,
            "person": person,
            "hits": list(hits),
        }

    @api.model
    def _find_number(self, code):
        """Who has a card, by its number; see ``dealer_desk_find``."""
        lookups = self.env["dealer.loyalty.lookup"]
        if lookups._is_blocked():
            return self._answer(
                "blocked",
                self.env._(
                    "Too many wrong card numbers. Find the customer by phone or name, "
                    "or wait ten minutes."
                ),
            )
        card, replaced = self._get_card(code)
        partner = card.partner_id.with_env(self.env)._filtered_access("read")
        if not partner:
            lookups._count_wrong()
            return self._answer("none", self.env._("No card with this number"))
        if replaced:
            return self._answer(
                "replaced",
                self.env._(
                    "This card was replaced on %(date)s and is blocked. Ask who it is, "
                    "and find the customer by phone or name.",
                    date=format_date(self.env, replaced),
                ),
            )
        return self._answer("person", person=self._prepare_person(partner))

    @api.model
    def _get_card(self, code):
        """The card of a number, also of a blocked one.

        :param str code: thirteen digits
        :return: tuple (loyalty.card in sudo, day of the replacement or False)
        """
        clubs = self.env["loyalty.program"]._get_dealer_clubs(self.env.company)
        # sudo: what may be seen of the holder is asked afterwards.
        cards = self.env["loyalty.card"].sudo()
        cards.flush_model(["code", "partner_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, NULL::timestamp FROM loyalty_card
                 WHERE code = %(code)s AND dealer_club
             UNION ALL
                SELECT card_id, create_date FROM dealer_loyalty_number
                 WHERE code = %(code)s
                """,
                code=code,
            )
        )
        if not rows:
            return cards, False
        card = cards.browse(rows[0][0])._get_dealer_current()
        return card.filtered(lambda card: card.program_id in clubs), rows[0][1]

    @api.model
    def _prepare_hits(self, hits):
        """Whom the desk may mean, to choose from.

        :param list hits: dicts with ``partner_id`` and ``matched``
        :return: list of dicts in the same order
        """
        partners = self.env["res.partner"].browse(hit["partner_id"] for hit in hits)
        partners.fetch(["name", "city", "phone"])
        labels = partners._get_dealer_match_labels()
        return [
            {
                "partner_id": partner.id,
                "name": partner.display_name,
                "matched": labels.get(hit["matched"], ""),
                "city": partner.city or "",
                "phone_end": self._get_phone_end(partner),
            }
            for partner, hit in zip(partners, hits, strict=True)
        ]

    @api.model
    def _get_phone_end(self, partner):
        """What tells two people of one name apart, and no more than that."""
        digits = "".join(char for char in partner.phone or "" if char.isdigit())
        return digits[-4:]

    # === PERSON === #

    @api.model
    def _prepare_person(self, partner):
        """Everything that the desk shows of a person, in a fixed number of queries.

        Only what is needed there: of the phone the last four digits, of the birthdate
        the day within a few days, nothing of documents.

        :param partner: res.partner which the user may read
        :return: dict ``partner_id``, ``name``, ``photo`` (address), ``phone_end``,
            ``manager``, ``cars`` (list of dicts ``id``, ``name``), ``birthday`` and
            ``card`` (dicts or False), ``notices`` (see ``_get_notices``), ``offers``
            (see ``_get_offers``), ``actions`` (as on the cards of "Find Customer"),
            ``can_enrol``
        """
        card = partner.dealer_card_id
        cars = partner._get_dealer_card_cars().get(partner, [])
        first = cars[0] if cars else self.env["dealer.vehicle"]
        return {
            "partner_id": partner.id,
            "name": partner.display_name,
            "photo": f"/web/image/res.partner/{partner.id}/avatar_256",
            "phone_end": self._get_phone_end(partner),
            "manager": partner.user_id.name or "",
            "cars": [{"id": car.id, "name": car.display_name} for car in cars][
                :MAX_CARS
            ],
            "birthday": self._prepare_birthday(partner, card),
            "card": self._prepare_card(partner, card) if card else False,
            "notices": self._get_notices(partner, card, cars),
            "offers": self._get_offers(partner, card),
            "actions": partner._get_dealer_card_actions(partner, first),
            "can_enrol": not card and partner.dealer_can_enrol,
        }

    @api.model
    def _get_club(self, card):
        """The club of a card, else the showroom's; in sudo."""
        # sudo: programmes are closed for some of those who may use the desk.
        clubs = self.env["loyalty.program"]._get_dealer_clubs(self.env.company)
        return card.sudo().program_id or clubs[:1]

    @api.model
    def _get_birthday(self, partner):
        """The person's birthday if it is about now.

        :return: date, False on other days
        """
        if not partner.dealer_birthdate or partner.is_company:
            return False
        today = fields.Date.context_today(self)
        day = birthday.nearest(partner.dealer_birthdate, today)
        return day if abs((day - today).days) <= BIRTHDAY_DAYS else False

    @api.model
    def _prepare_birthday(self, partner, card):
        """The banner around the birthday.

        :param partner: res.partner
        :param card: loyalty.card, may be empty
        :return: dict, or False on other days
        """
        day = self._get_birthday(partner)
        if not day:
            return False
        # sudo: whether the gift was given counts, in whichever showroom.
        gifts = self.env["dealer.loyalty.gift"].sudo()
        given = gifts.search(
            [("partner_id", "=", partner.id), ("year", "=", day.year)], limit=1
        )
        days = (day - fields.Date.context_today(self)).days
        return {
            "days": days,
            "text": self._get_birthday_text(days, day),
            "gift": card and self._get_club(card).dealer_birthday_gift or "",
            "given": self._get_given_text(given) if given else "",
        }

    @api.model
    def _get_given_text(self, gift):
        return self.env._(
            "%(gift)s: handed over on %(date)s by %(name)s",
            gift=gift.gift,
            date=format_date(self.env, gift.date),
            name=gift.user_id.name,
        )

    @api.model
    def _get_birthday_text(self, days, day):
        if not days:
            return self.env._("Birthday today!")
        if days == 1:
            return self.env._("Birthday tomorrow")
        if days == -1:
            return self.env._("Birthday yesterday")
        date = format_date(self.env, day, date_format="d MMMM")
        if days > 0:
            return self.env._("Birthday soon: %(date)s", date=date)
        return self.env._("Birthday was on %(date)s", date=date)

    @api.model
    def _prepare_card(self, partner, card):
        """What is shown of the card.

        :param card: loyalty.card in sudo
        :return: dict
        """
        expiring = card._get_dealer_expiring().get(card, [])
        return {
            "id": card.id,
            "number": card.dealer_number,
            "club": card.program_id.name,
            "balance": card.dealer_balance,
            "available": card.dealer_available,
            "held": card.dealer_held,
            "debt": card.dealer_debt,
            "waiting": card.dealer_waiting,
            "must_identify": self._must_identify(card),
            "can_redeem": bool(self._get_rewards(card)),
            "expiring": [
                {"date": format_date(self.env, date), "points": points}
                for date, points in expiring[:2]
            ],
            **self._prepare_tiers(card),
            **self._prepare_sharers(partner, card),
        }

    @api.model
    def _must_identify(self, card):
        """Whether the user has to identify the holder before points are spent.

        :param card: loyalty.card in sudo
        :return: bool
        """
        if not card.program_id.dealer_identify:
            return False
        return not self.env["dealer.loyalty.identification"]._is_identified(card)

    @api.model
    def _prepare_tiers(self, card):
        """The tier of a card and what is missing to the next one.

        :param card: loyalty.card
        :return: dict; ``tier`` and ``next_tier`` are False where there is none
        """
        tier, following = card.dealer_tier_id, card.dealer_next_tier_id
        result = {"tier": False, "next_tier": False}
        if tier:
            result["tier"] = {
                "name": tier.name,
                "icon": tier.icon,
                "color": tier.color,
                "benefits": tier.benefits or "",
            }
        if following:
            result["next_tier"] = {
                "name": following.name,
                "missing": card.dealer_next_missing,
                "progress": card.dealer_next_progress,
            }
        return result

    @api.model
    def _prepare_sharers(self, partner, card):
        """Who has the card; a colleague's customers stay without a name."""
        members = card.dealer_member_ids
        everybody = members.partner_id | card.partner_id
        visible = everybody.with_env(self.env)._filtered_access("read")
        hidden = self.env._("Somebody else")
        roles = dict(members._fields["role"]._description_selection(self.env))
        own = members.filtered(lambda row: row.partner_id == partner)
        holder = card.partner_id.with_env(self.env)
        return {
            "is_holder": holder == partner,
            "holder": holder.name if holder in visible else hidden,
            "role": roles.get(own.role, ""),
            "may_spend": not own or own.role == "redeem",
            "members": [
                {
                    "id": row.id,
                    "name": row.partner_id.name
                    if row.partner_id.id in visible.ids
                    else hidden,
                    "role": roles[row.role],
                }
                for row in members
            ],
        }

    # === HOOKS === #

    @api.model
    def _get_notices(self, partner, card, cars):
        """What one has to know before speaking to the person; addons add theirs: due
        maintenance, recalls, complaints not answered.

        :param partner: res.partner
        :param card: loyalty.card in sudo, may be empty
        :param cars: list of dealer.vehicle records which the person owns
        :return: list of dicts ``icon`` (Font Awesome class), ``tone`` (Bootstrap
            colour), ``text``
        """
        notices = []
        if card.dealer_debt:
            notices.append(
                {
                    "icon": "fa-exclamation-triangle",
                    "tone": "warning",
                    "text": self.env._(
                        "Points owed: %(points)s. The next points pay them.",
                        points=card.dealer_debt,
                    ),
                }
            )
        today = fields.Date.context_today(self)
        last = today + timedelta(days=WARRANTY_DAYS)
        for car in cars:
            if car.warranty_end and today <= car.warranty_end <= last:
                notices.append(
                    {
                        "icon": "fa-shield",
                        "tone": "info",
                        "text": self.env._(
                            "The warranty of %(car)s ends on %(date)s",
                            car=car.display_name,
                            date=format_date(self.env, car.warranty_end),
                        ),
                    }
                )
        return notices
