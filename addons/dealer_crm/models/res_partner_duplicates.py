"""The duplicate guard: who in the whole base may be the person that somebody enters."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools import birthdate, keys, match, name_match

SURE_KEY = "dealer_crm.duplicates_sure"
SHOWN_KEY = "dealer_crm.duplicates_shown"
SURE, SHOWN = 65, 40
# Trigrams which two names share, of all they have. Below, names are not alike.
NAME_SIMILARITY = 0.4
# Candidates by name for each record, the most alike first.
NAME_CANDIDATES = 40
# Nobody reads more, and counting stops there.
MAX_BEARERS = 200
MAX_LIMIT = 50
# What stands before the @, without dots and "+tag"; short ones are everybody's.
MAILBOX = "replace(split_part(split_part(dealer_email_key, '@', 1), '+', 1), '.', '')"
MIN_MAILBOX = 5
IDENTITY_FIELDS = [
    *("name", "phone", "email", "street", "city", "zip", "dealer_birthdate"),
]


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_birthdate = fields.Date(
        string="Birthdate", groups="dealer_crm.group_dealer_staff"
    )
    dealer_sound_key = fields.Char(
        compute="_compute_dealer_sound_key",
        store=True,
        help="How the words of the name sound, in Latin letters.",
    )
    dealer_name_blocks = fields.Char(
        compute="_compute_dealer_sound_key",
        store=True,
        help="Words of the name with the first letter of another one: where the search "
        "for duplicates looks for similar names.",
    )
    dealer_duplicates_due = fields.Boolean(
        compute="_compute_dealer_duplicates_due",
        store=True,
        help="The nightly search for duplicates has to look at this contact again.",
    )

    _dealer_sound_idx = models.Index("USING gin (dealer_sound_key gin_trgm_ops)")
    _dealer_blocks_idx = models.Index(
        "USING gin (string_to_array(dealer_name_blocks, ' '))"
    )
    _dealer_sound_equal_idx = models.Index("(dealer_sound_key)")
    _dealer_birthdate_idx = models.Index(
        "(dealer_birthdate) WHERE dealer_birthdate IS NOT NULL"
    )
    _dealer_mailbox_idx = models.Index(
        f"({MAILBOX}) WHERE dealer_email_key IS NOT NULL"
    )
    _dealer_duplicates_due_idx = models.Index("(id) WHERE dealer_duplicates_due")

    @api.depends("name")
    def _compute_dealer_sound_key(self):
        for partner in self:
            words = tuple(keys.words(partner.name))
            partner.dealer_sound_key = name_match.sound_key_of_words(words) or False
            partner.dealer_name_blocks = " ".join(name_match.blocks(words)) or False

    @api.depends(*IDENTITY_FIELDS)
    def _compute_dealer_duplicates_due(self):
        self.dealer_duplicates_due = True

    # === INTERFACE === #

    @api.model
    @api.readonly
    def dealer_duplicates(self, values, limit=10):
        """Find people who may be the one that is being entered.

        Searches the whole base: a customer of a colleague is a customer, too. What the
        caller may not read is masked.

        :param dict values: ``name``, ``phone``, ``email``, ``street``, ``city``,
            ``zip``, ``birthdate`` (ISO text or date), ``vin``, ``country_code`` of
            the phone (default the showroom's); all optional;
            ``partner_id``: the contact which is being edited, not its own duplicate
        :param int limit: most hits, at most 50
        :return: list of dicts, best first: ``partner_id`` (id, False when masked),
            ``name`` (False when masked), ``score`` (0-100), ``sure`` (bool),
            ``reasons`` (list of texts), ``manager`` (name of the personal manager or
            False)
        :raise AccessError: the caller is not of the dealership
        """
        if not self.env.user.has_group("dealer_crm.group_dealer_staff"):
            raise AccessError(
                self.env._("Only staff of the dealership may look for duplicates.")
            )
        (hits,) = self._dealer_duplicates_batch([values])
        limit = max(1, min(int(limit or 10), MAX_LIMIT))
        return self._prepare_dealer_duplicates(hits[:limit])

    @api.model
    def _dealer_duplicates_batch(self, values_list, by_name=True):
        """Find likely duplicates for many records, in a fixed number of queries.

        :param list values_list: dicts as for ``dealer_duplicates``
        :param bool by_name: also look for names that sound alike; without it, for a
            mass of records, only who shares a phone, e-mail, car or birthdate
        :return: list, for each dict a list of tuples (res.partner in sudo,
            tools.match.Match), best first, those above the lower threshold
        """
        country = self.env.company._get_dealer_country_code()
        wanted = [self._prepare_dealer_identity(vals, country) for vals in values_list]
        own = [vals.get("partner_id") for vals in values_list]
        return self._score_dealer_candidates(wanted, own, by_name)

    def _dealer_duplicates_of_records(self):
        """Find likely duplicates of stored contacts.

        :return: dict partner -> list as of ``_dealer_duplicates_batch``
        """
        identities = self._get_dealer_identities()
        partners = list(identities)
        hits = self._score_dealer_candidates(
            list(identities.values()), [partner.id for partner in partners]
        )
        return dict(zip(partners, hits, strict=True))

    @api.model
    def _get_dealer_thresholds(self):
        """Scores from which a hit is sure, and from which it is shown.

        :return: tuple of int
        """
        # sudo: settings are closed for everybody but the administrator.
        get_param = self.env["ir.config_parameter"].sudo().get_param
        return int(get_param(SURE_KEY, SURE)), int(get_param(SHOWN_KEY, SHOWN))

    # === IDENTITIES === #

    def _prepare_dealer_identity(self, values, country_code):
        """What is known of a person who is being entered.

        :param dict values: as for ``dealer_duplicates``
        :return: tools.match.Identity
        """
        try:
            born = fields.Date.to_date(values.get("birthdate"))
        except (ValueError, TypeError):
            born = None
        return match.identity(
            name=values.get("name") or "",
            phones=[values.get("phone") or ""],
            emails=[values.get("email") or ""],
            birthdate=born,
            street=values.get("street") or "",
            city=values.get("city") or "",
            postcode=values.get("zip") or "",
            cars=[values.get("vin") or ""],
            country_code=values.get("country_code") or country_code,
        )

    def _get_dealer_identities(self):
        """What is known of stored contacts.

        :return: dict res.partner -> tools.match.Identity
        """
        # sudo: the guard compares with customers of everybody.
        partners = self.sudo().exists()
        cars = partners._get_dealer_car_keys()
        phones, emails = partners._get_dealer_merged_keys()
        partners.fetch([*IDENTITY_FIELDS, "dealer_phone_key", "user_id"])
        return {
            partner: match.identity(
                name=partner._get_dealer_own_name(),
                phones=[partner.dealer_phone_key or "", *phones.get(partner.id, ())],
                emails=[partner.email or "", *emails.get(partner.id, ())],
                birthdate=partner.dealer_birthdate or None,
                street=partner.street or "",
                city=partner.city or "",
                postcode=partner.zip or "",
                cars=cars.get(partner.id, ()),
            )
            for partner in partners
        }

    def _get_dealer_own_name(self):
        """Name of a contact; '' when its phone or e-mail stands in for it."""
        name = self.name or ""
        return "" if name in (self.phone, self.email) else name

    def _get_dealer_car_keys(self):
        """VINs of the cars which the people own.

        :return: dict id -> list of texts
        """
        cars = {}
        for vehicle in self.env["dealer.vehicle"].search_fetch(
            [("owner_id", "in", self.ids), ("vin_key", "!=", False)],
            ["owner_id", "vin_key"],
        ):
            cars.setdefault(vehicle.owner_id.id, []).append(vehicle.vin_key)
        return cars

    def _get_dealer_merged_keys(self):
        """Phones and e-mails of contacts which were merged into these: theirs, too.

        :return: tuple of two dicts id -> list of keys
        """
        phones, emails = {}, {}
        for source in self.with_context(active_test=False).search_fetch(
            [("dealer_merged_into_id", "in", self.ids)],
            ["dealer_merged_into_id", "dealer_phone_key", "dealer_email_key"],
        ):
            stayed = source.dealer_merged_into_id.id
            phones.setdefault(stayed, []).append(source.dealer_phone_key or "")
            emails.setdefault(stayed, []).append(source.dealer_email_key or "")
        return phones, emails

    # === CANDIDATES === #

    def _score_dealer_candidates(self, wanted, own_ids, by_name=True):
        """Compare each person with the candidates of the base.

        :param list wanted: tools.match.Identity
        :param list own_ids: for each one the id of its own record or None
        :param bool by_name: as for ``_dealer_duplicates_batch``
        :return: as ``_dealer_duplicates_batch``
        """
        candidates, bearers, size = self._find_dealer_candidates(wanted, by_name)
        refused = self.env["dealer.duplicate"]._get_dismissed(own_ids)
        everybody = self.browse({id_ for ids in candidates for id_ in ids})
        known = everybody._get_dealer_identities()
        _sure, shown = self._get_dealer_thresholds()
        result = []
        for person, own_id, ids, count in zip(
            wanted, own_ids, candidates, bearers, strict=True
        ):
            # sudo: see _get_dealer_identities
            partners = self.sudo().browse(ids - refused.get(own_id, set()) - {own_id})
            scored = [
                (partner, match.compare(person, known[partner], count, size))
                for partner in partners
                if partner in known
            ]
            hits = [hit for hit in scored if hit[1].score >= shown]
            result.append(sorted(hits, key=lambda hit: (-hit[1].score, hit[0].id)))
        return result

    def _find_dealer_candidates(self, wanted, by_name):
        """Who shares a key with the persons, or has a name that sounds alike.

        :param list wanted: tools.match.Identity
        :return: tuple of two lists (sets of ids, how many contacts have the name) and
            about how many contacts there are
        """
        self.flush_model()
        self.env["dealer.vehicle"].flush_model(["owner_id", "vin_key"])
        candidates = [set() for _person in wanted]
        bearers, size = [0] * len(wanted), 0
        persons = [
            (number, person)
            for number, person in enumerate(wanted)
            if person.names or person.phones or person.emails or person.vins
        ]
        if not persons:
            return candidates, bearers, size
        self.env.cr.execute(
            SQL("SET LOCAL pg_trgm.similarity_threshold = %s", NAME_SIMILARITY)
        )
        rows = self.env.execute_query(self._get_dealer_candidates_sql(persons, by_name))
        for number, partner_id, count, estimate in rows:
            candidates[number].add(partner_id)
            bearers[number], size = count, estimate
        return candidates, bearers, size

    def _get_dealer_candidates_sql(self, persons, by_name=True):
        """All candidates of all persons in one query; each part uses an index."""
        values = SQL(", ").join(
            self._get_dealer_person_row(number, person) for number, person in persons
        )
        return SQL(
            """
              WITH person (number, phones, emails, boxes, vins, birthdate, dates,
                         sound, blocks, word, key)
                AS (VALUES %(values)s)
            SELECT person.number, hit.id, name.bearers, base.size
              FROM person
        CROSS JOIN LATERAL (
                    SELECT coalesce(dealer_merged_into_id, id) AS id FROM res_partner
                     WHERE dealer_phone_key = ANY(person.phones)
                       AND (active OR dealer_merged_into_id IS NOT NULL)
                 UNION
                    SELECT coalesce(dealer_merged_into_id, id) FROM res_partner
                     WHERE dealer_email_key = ANY(person.emails)
                       AND (active OR dealer_merged_into_id IS NOT NULL)
                 UNION
                   (SELECT id FROM res_partner
                     WHERE active AND dealer_email_key IS NOT NULL
                       AND %(mailbox)s = ANY(person.boxes)
                     LIMIT %(limit)s)
                 UNION
                    SELECT owner_id FROM dealer_vehicle
                     WHERE owner_id IS NOT NULL AND vin_key = ANY(person.vins)
                 UNION
                   (SELECT id FROM res_partner
                     WHERE active AND dealer_birthdate = person.birthdate
                     LIMIT %(limit)s)
                 %(alike)s
                   ) hit
        CROSS JOIN LATERAL (
                    SELECT count(*) AS bearers
                      FROM (SELECT FROM res_partner
                             WHERE active AND dealer_sound_key = person.sound
                             LIMIT %(bearers)s) same
                   ) name
        CROSS JOIN (
                    SELECT greatest(reltuples, 0)::int8 AS size
                      FROM pg_class WHERE oid = 'res_partner'::regclass
                   ) base
            """,
            values=values,
            alike=self._get_dealer_name_candidates_sql() if by_name else SQL(),
            mailbox=SQL(MAILBOX),
            limit=NAME_CANDIDATES,
            bearers=MAX_BEARERS,
        )

    def _get_dealer_name_candidates_sql(self):
        """Part of ``_get_dealer_candidates_sql``: people whose name sounds alike.

        A name with errors in all of its words is found beside a birthdate which is
        nearly the same.
        """
        return SQL(
            """
                 UNION
                   (SELECT id FROM res_partner
                     WHERE active
                       AND string_to_array(dealer_name_blocks, ' ') && person.blocks
                  ORDER BY similarity(dealer_sound_key, person.sound) DESC, id
                     LIMIT %(limit)s)
                 UNION
                   (SELECT id FROM res_partner
                     WHERE active AND dealer_sound_key %% person.word
                  ORDER BY similarity(dealer_sound_key, person.word) DESC, id
                     LIMIT %(limit)s)
                 UNION
                   (SELECT id FROM res_partner
                     WHERE active AND dealer_birthdate = ANY(person.dates)
                  ORDER BY similarity(dealer_search_key, person.key) DESC, id
                     LIMIT %(limit)s)
            """,
            limit=NAME_CANDIDATES,
        )

    def _get_dealer_person_row(self, number, person):
        """Keys of a person as a row of ``_get_dealer_candidates_sql``."""
        sound = name_match.sound_key_of_words(person.names)
        return SQL(
            "(%s, %s::text[], %s::text[], %s::text[], %s::text[], %s::date,"
            " %s::date[], %s, %s::text[], %s, %s)",
            number,
            sorted(person.phones),
            sorted(person.emails),
            self._get_dealer_mailboxes(person),
            sorted(person.vins),
            person.birthdate,
            birthdate.neighbours(person.birthdate),
            sound,
            name_match.blocks_with_single(person.names),
            # Only a single word is looked up by trigrams: of a whole name they have
            # too many in common with half of the base.
            sound if len(person.names) == 1 else None,
            " ".join([*sorted(person.names), *sorted(person.emails)]),
        )

    def _get_dealer_mailboxes(self, person):
        boxes = {
            address.partition("@")[0].partition("+")[0].replace(".", "")
            for address in person.emails
        }
        return sorted(box for box in boxes if len(box) >= MIN_MAILBOX)
