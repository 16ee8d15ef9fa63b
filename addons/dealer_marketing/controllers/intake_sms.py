"""Where the operator's gateway hands in text messages of customers."""

from odoo.http import request, route

from odoo.addons.dealer_crm.controllers.intake import MAX_BYTES
from odoo.addons.dealer_crm.controllers.intake_call import DealerIntakeCall


class DealerIntakeSms(DealerIntakeCall):
    @route(
        "/dealer/intake/sms",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        readonly=False,
        save_session=False,
        max_content_length=MAX_BYTES,
        dealer_raw=True,
    )
    def dealer_intake_sms(self, **_params):
        """Take one text message (schema in ``tools.sms_message``).

        Signed as events of a telephone system; answers as for those.
        """
        source, error = self._identify_signer()
        if not source:
            return request.make_json_response({"error": error}, status=401)
        row, is_new = self._store(source, format="sms")
        row._process()
        return self._answer(row, is_new)
