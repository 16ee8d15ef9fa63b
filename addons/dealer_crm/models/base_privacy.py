"""Who took lists with personal data out of the system."""

import json

from odoo import models
from odoo.http import request

MAX_DETAILS = 2000


class Base(models.AbstractModel):
    _inherit = "base"

    def export_data(self, fields_to_export):
        """Note the export of a list in the privacy log when it is about people.

        :param list fields_to_export: names of fields
        :return: dict, see Odoo
        """
        result = super().export_data(fields_to_export)
        if self and self.env["dealer.privacy"]._is_logged_export(self._name):
            self.env["dealer.privacy.log"]._add(
                "list",
                record_count=len(self),
                details=self._get_dealer_export_details(fields_to_export),
            )
        return result

    def _get_dealer_export_details(self, fields_to_export):
        """What was exported: model, search, fields.

        :return: text
        """
        title = self.env["ir.model"]._get(self._name).name
        lines = [f"{title} ({self._name})"]
        if request and request.httprequest.path.startswith("/web/export"):
            params = json.loads(request.params.get("data") or "{}")
            if not params.get("ids"):
                lines.append(str(params.get("domain") or []))
        lines.append(", ".join(fields_to_export))
        return "\n".join(lines)[:MAX_DETAILS]
