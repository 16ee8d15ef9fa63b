from odoo import api, models

from odoo.addons.dealer_crm import append_only

TABLE = "dealer_consent"


class DealerCheck(models.AbstractModel):
    _inherit = "dealer.check"

    @api.model
    def _get_invariants(self):
        return super()._get_invariants() + [
            ("consent-text", "Consents have a wording", self._find_wordless_consents),
            ("consent-hash", "Wordings are unchanged", self._find_changed_wordings),
        ]

    @api.model
    def _get_triggers(self):
        return super()._get_triggers() + [
            (TABLE, name) for name in append_only.trigger_names(TABLE)
        ]

    def _find_wordless_consents(self):
        return self._query_ids(
            """
            SELECT id FROM dealer_consent
             WHERE state = 'granted' AND text_sha256 IS NULL
             ORDER BY id
            """
        )

    def _find_changed_wordings(self):
        """Consents whose hash is not that of the wording they name."""
        return self._query_ids(
            r"""
            SELECT consent.id
              FROM dealer_consent consent
              JOIN dealer_consent_text wording ON wording.id = consent.text_id
             WHERE consent.text_sha256 IS DISTINCT FROM encode(sha256(convert_to(
                       replace(replace(wording.body, E'\r\n', E'\n'), E'\r', E'\n'),
                       'UTF8')), 'hex')
             ORDER BY consent.id
            """
        )
