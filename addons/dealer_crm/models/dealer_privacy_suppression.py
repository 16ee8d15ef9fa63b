import secrets

from odoo import api, fields, models

from ..tools import privacy

SECRET_KEY = "dealer_crm.privacy_secret"


class DealerPrivacySuppression(models.Model):
    """Who asked to be erased, as keyed hashes: nobody can be read out of them, but a
    file or a message which names the same phone, e-mail or name and birthdate is
    recognised."""

    _name = "dealer.privacy.suppression"
    _description = "Hash of an Erased Person"
    _order = "id desc"
    _rec_name = "key_hash"

    kind = fields.Selection(
        selection=[
            ("phone", "Phone"),
            ("email", "Email"),
            ("person", "Name and birthdate"),
            ("number", "Number in a former system"),
        ],
        required=True,
        readonly=True,
    )
    key_hash = fields.Char(string="Hash", required=True, readonly=True)
    date = fields.Date(
        string="Erased on",
        required=True,
        readonly=True,
        default=fields.Date.context_today,
    )

    _key_uniq = models.UniqueIndex("(key_hash)")

    @api.model
    def _get_secret(self):
        """The database's own secret, made once.

        Without it the hashes are of no use; with another one they match nobody.

        :return: bytes
        """
        # sudo: settings are closed for everybody but the administrator.
        parameters = self.env["ir.config_parameter"].sudo()
        secret = parameters.get_param(SECRET_KEY)
        if not secret:
            secret = secrets.token_hex(32)
            parameters.set_param(SECRET_KEY, secret)
        return secret.encode()

    @api.model
    def _seal(self, pairs):
        """Hashes of keys.

        :param pairs: iterable of tuples as ``tools.privacy.suppression_keys``
            returns them
        :return: dict hash -> kind
        """
        secret = self._get_secret()
        return {privacy.seal(secret, kind, key): kind for kind, key in pairs}

    @api.model
    def _add(self, pairs):
        """Remember a person; what is known already stays.

        :param pairs: iterable of tuples as ``tools.privacy.suppression_keys``
            returns them
        """
        sealed = self._seal(pairs)
        # sudo: written by nobody but the erasure.
        own = self.sudo()
        known = own.search([("key_hash", "in", list(sealed))]).mapped("key_hash")
        own.create(
            [
                {"kind": kind, "key_hash": key_hash}
                for key_hash, kind in sealed.items()
                if key_hash not in known
            ]
        )

    @api.model
    def _has_any(self):
        """Whether anybody was erased in this database.

        :return: bool
        """
        # sudo: hashes are closed; only that there are some is told.
        return bool(self.sudo().search_count([], limit=1))

    @api.model
    def _match(self, identities, country_code=None):
        """On which day people have asked to be erased.

        :param list identities: dicts ``name``, ``phone``, ``email``, ``birthdate``
            (date or None), ``keys`` (further tuples of kind and key); each may be
            missing
        :param str country_code: ISO code for numbers without country code
        :return: list, for each a date or None
        """
        if not identities or not self._has_any():
            return [None] * len(identities)
        country_code = country_code or self.env.company._get_dealer_country_code()
        hashes = [
            set(self._seal(self._get_keys(identity, country_code)))
            for identity in identities
        ]
        # sudo: hashes are closed; only the day is told.
        rows = self.sudo().search_fetch(
            [("key_hash", "in", list(set().union(*hashes)))], ["key_hash", "date"]
        )
        days = {row.key_hash: row.date for row in rows}
        return [
            max((days[key] for key in keys if key in days), default=None)
            for keys in hashes
        ]

    @api.model
    def _get_keys(self, identity, country_code):
        """Keys of a person, before they are hashed.

        :param dict identity: as for ``_match``
        :param str country_code: ISO code
        :return: set of tuples (kind, key)
        """
        return privacy.suppression_keys(
            phones=[identity.get("phone")],
            emails=[identity.get("email")],
            name=identity.get("name") or None,
            birthdate=fields.Date.to_string(identity.get("birthdate")) or None,
            country_code=country_code,
        ) | set(identity.get("keys") or ())
