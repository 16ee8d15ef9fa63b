"""Hits of the duplicate guard in words, masked for whom they are not."""

from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _prepare_dealer_duplicates(self, hits):
        """Hits as people see them, see ``dealer_duplicates``."""
        found = self.browse(partner.id for partner, _match in hits)
        readable = set(found._filtered_access("read").ids)
        sure, _shown = self._get_dealer_thresholds()
        return [
            {
                "partner_id": partner.id if partner.id in readable else False,
                "name": partner.display_name if partner.id in readable else False,
                "score": likeness.score,
                "sure": likeness.score >= sure,
                "reasons": self._get_dealer_reasons(likeness),
                "manager": partner.user_id.name or False,
            }
            for partner, likeness in hits
        ]

    def _get_dealer_reasons(self, likeness):
        """Why two records are alike, in words.

        :param likeness: tools.match.Match
        :return: list of texts, the strongest first; what speaks against it last
        """
        return self._get_dealer_reasons_of_evidence(likeness.as_dict())

    def _get_dealer_reasons_of_evidence(self, evidence):
        """The same for what was stored of it.

        :param dict evidence: as ``Match.as_dict`` returns it
        """
        texts = self._get_dealer_reason_texts()
        return [
            self._get_dealer_name_reason(evidence)
            if word.startswith(("name_", "word_"))
            else texts.get(word, word)
            for word in evidence.get("reasons", [])
        ]

    def _get_dealer_name_reason(self, evidence):
        percent = round(100 * evidence["name"])
        if evidence["other_script"]:
            return self.env._(
                "name %(percent)s %% alike, other script", percent=percent
            )
        return self.env._("name %(percent)s %% alike", percent=percent)

    def _get_dealer_reason_texts(self):
        """Words for the kinds of evidence in tools/match.py.

        :return: dict
        """
        return {
            "phone_same": self.env._("same phone"),
            "phone_typo": self.env._("phone differs by one digit"),
            "phone_other": self.env._("another phone"),
            "email_same": self.env._("same email"),
            "email_alike": self.env._("email alike"),
            "email_typo": self.env._("email with a typing error"),
            "email_other": self.env._("another email"),
            "email_names": self.env._("email bears the name"),
            "birthdate_same": self.env._("same birthdate"),
            "birthdate_typo": self.env._("birthdate with a typing error"),
            "birthdate_near": self.env._("birthdate nearly the same"),
            "birthdate_other": self.env._("another birthdate"),
            "street_same": self.env._("same street"),
            "street_alike": self.env._("street alike"),
            "street_part": self.env._("same street, another house"),
            "street_other": self.env._("another street"),
            "zip_same": self.env._("same zip code"),
            "zip_other": self.env._("another zip code"),
            "city_same": self.env._("same city"),
            "city_other": self.env._("another city"),
            "vin_same": self.env._("same car"),
        }
