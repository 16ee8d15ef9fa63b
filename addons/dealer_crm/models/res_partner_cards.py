"""What the box "Find Customer" shows of a person: one card, everything at a glance."""

from odoo import api, models

# Cards are for looking at: more than this and the words have to be better.
MAX_CARDS = 30
# Cars on one card; a company has more.
MAX_CARS = 4


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    @api.readonly
    def dealer_find_cards(self, query, limit=12):
        """Find people and cars and return what is shown of them.

        The hits are those of ``dealer_find``, with the rights of the caller.

        :param str query: as for ``dealer_find``
        :param int limit: most cards, at most 30
        :return: list of dicts, best first: ``key`` (unique), ``partner_id`` and
            ``vehicle_id`` (id or False; the car which was matched), ``name``,
            ``matched`` (what was recognised, in words), ``phone``, ``email``,
            ``address``, ``manager``, ``cars`` (list of dicts ``id``,
            ``name``, ``vin``, ``matched``), ``more_cars`` (number of others),
            ``facts`` (list of dicts ``icon``, ``text``, ``tone``), and ``actions``
            (list of dicts ``name``, ``label``, ``icon``, ``action``)
        """
        limit = max(1, min(int(limit or 12), MAX_CARDS))
        hits = self._merge_dealer_hits(self.dealer_find(query, 3 * limit))[:limit]
        partners = self.browse(hit["partner_id"] for hit in hits if hit["partner_id"])
        facts = partners._get_dealer_card_facts()
        cars = partners._get_dealer_card_cars()
        vehicles = self.env["dealer.vehicle"].browse(
            {car.id for own in cars.values() for car in own}
            | {hit["vehicle_id"] for hit in hits if hit["vehicle_id"]}
        )
        return [
            partners._prepare_dealer_card(hit, vehicles, facts, cars) for hit in hits
        ]

    def _merge_dealer_hits(self, hits):
        """One hit for each person: of two cars found the surer one counts."""
        merged = {}
        for hit in hits:
            person, car = hit["partner_id"], hit["vehicle_id"]
            key = ("person", person) if person else ("car", car)
            merged.setdefault(key, hit)
        return list(merged.values())

    def _prepare_dealer_card(self, hit, vehicles, facts, cars):
        """The card of one hit; see ``dealer_find_cards``.

        :param vehicles: dealer.vehicle, those of all cards: they are read together
        """
        partner = self.browse(hit["partner_id"] or []).with_prefetch(self.ids)
        vehicle = vehicles.browse(hit["vehicle_id"] or [])
        own = [car for car in cars.get(partner, []) if car != vehicle]
        shown = vehicle | vehicle.concat(*own[:MAX_CARS])
        shown = shown.with_prefetch(vehicles.ids)
        return {
            "key": f"{partner.id or 0}-{vehicle.id or 0}",
            "partner_id": partner.id,
            "vehicle_id": vehicle.id,
            "name": partner.display_name or self.env._("Car without owner"),
            "matched": self._get_dealer_match_labels().get(hit["matched"], ""),
            "phone": partner.phone or "",
            "email": partner.email or "",
            "address": ", ".join(filter(None, [partner.city, partner.street])),
            "manager": partner.user_id.name or "",
            "cars": [
                {
                    "id": car.id,
                    "name": car.display_name,
                    "vin": car.vin or "",
                    "matched": car == vehicle,
                }
                for car in shown
            ],
            "more_cars": max(0, len(own) - MAX_CARS),
            "facts": facts.get(partner, []),
            "actions": self._get_dealer_card_actions(partner, vehicle),
        }

    def _get_dealer_match_labels(self):
        """What was recognised, in the language of the user.

        :return: dict of the ``matched`` of ``dealer_find`` to a text
        """
        return {
            "vin": self.env._("VIN"),
            "vin_tail": self.env._("End of the VIN"),
            "plate": self.env._("Plate"),
            "old_plate": self.env._("Former plate"),
            "phone": self.env._("Phone"),
            "phone_tail": self.env._("End of the phone number"),
            "email": self.env._("Email"),
            "email_part": self.env._("Part of the email"),
            "name": self.env._("Name"),
            "name_sound": self.env._("Name sounds alike"),
        }

    def _get_dealer_card_cars(self):
        """The cars which the people own.

        :return: dict res.partner -> list of dealer.vehicle
        """
        cars = {}
        for vehicle in self.env["dealer.vehicle"].search(
            [("owner_id", "in", self.ids)], order="id desc"
        ):
            cars.setdefault(vehicle.owner_id, []).append(vehicle)
        return cars

    def _get_dealer_card_facts(self):
        """What else is worth knowing before speaking to the people.

        Addons add theirs (points, open orders). Read in one query for all people.

        :return: dict res.partner -> list of dicts: ``icon`` (Font Awesome class),
            ``text``, ``tone`` (Bootstrap colour: info, success, warning, danger)
        """
        if not self.env["crm.lead"].has_access("read"):
            return {}
        groups = self.env["crm.lead"]._read_group(
            [("partner_id", "in", self.ids), ("won_status", "=", "pending")],
            ["partner_id"],
            ["__count"],
        )
        return {
            partner: [
                {
                    "icon": "fa-star",
                    "text": self.env._("Open leads: %(count)s", count=count),
                    "tone": "info",
                }
            ]
            for partner, count in groups
        }

    def _get_dealer_card_actions(self, partner, vehicle):
        """What can be begun from a card; addons add theirs.

        :param partner: res.partner, may be empty
        :param vehicle: dealer.vehicle which was matched, may be empty
        :return: list of dicts: ``name``, ``label``, ``icon``, ``action`` (window
            action for the client)
        """
        actions = []
        if partner and self.env["crm.lead"].has_access("create"):
            actions.append(
                {
                    "name": "lead",
                    "label": self.env._("New Lead"),
                    "icon": "fa-star-o",
                    "action": self._prepare_dealer_form(
                        "crm.lead",
                        default_type="opportunity",
                        default_partner_id=partner.id,
                    ),
                }
            )
        if partner:
            people = (partner | self.env.user.partner_id).ids
            actions.append(
                {
                    "name": "appointment",
                    "label": self.env._("New Appointment"),
                    "icon": "fa-calendar-plus-o",
                    "action": self._prepare_dealer_form(
                        "calendar.event", default_partner_ids=people
                    ),
                }
            )
        return actions

    def _prepare_dealer_form(self, model, **context):
        """A window action which opens an empty form.

        :param str model: name of the model
        :param context: defaults
        :return: dict
        """
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "views": [[False, "form"]],
            "context": context,
        }
