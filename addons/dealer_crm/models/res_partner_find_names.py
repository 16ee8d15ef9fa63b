"""The search box and names which others write otherwise: by sound, and divided."""

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from ..tools import name_match

# Shorter sounds are in every second name, and no index helps to find them.
LONG_SOUND = 4


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_dealer_find_people(self, query):
        parts = super()._get_dealer_find_people(query)
        if not query.names or any(map(str.isdigit, query.text)):
            return parts
        conditions = self._get_dealer_divided_names(query)
        if sound := self._get_dealer_sound_condition(query):
            conditions.append(sound)
        if conditions:
            parts.append(
                SQL(
                    "SELECT coalesce(dealer_merged_into_id, id), NULL::int4, %s, %s"
                    " FROM res_partner"
                    " WHERE (active OR dealer_merged_into_id IS NOT NULL) AND (%s)",
                    "name_sound",
                    self._get_dealer_score("name_sound", query),
                    SQL(" OR ").join(conditions),
                )
            )
        return parts

    def _get_dealer_sound_condition(self, query):
        """Every word sounds like the begin of a word of the name.

        :param query: tools.keys.Query
        :return: SQL or None, when the words are too short
        """
        sounds = name_match.sound_key_of_words(query.names).split()
        if not any(len(sound) >= LONG_SOUND for sound in sounds):
            return None
        conditions = []
        for sound in sounds:
            if len(sound) >= LONG_SOUND:
                # For the index, which is on the column itself.
                conditions.append(
                    SQL("dealer_sound_key LIKE %s", f"%{escape_psql(sound)}%")
                )
            conditions.append(
                SQL("(' ' || dealer_sound_key) LIKE %s", f"% {escape_psql(sound)}%")
            )
        return SQL("(%s)", SQL(" AND ").join(conditions))

    def _get_dealer_divided_names(self, query):
        """The same name in more or in fewer words, for names of Chinese people.

        :param query: tools.keys.Query
        :return: list of SQL
        """
        return [
            SQL(
                "(%s)",
                SQL(" AND ").join(
                    SQL("dealer_search_key ~ %s", rf"\m{word}\M") for word in words
                ),
            )
            for words in name_match.divided_otherwise(query.names)
        ]
