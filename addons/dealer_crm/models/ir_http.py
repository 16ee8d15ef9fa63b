import contextlib

from werkzeug.exceptions import RequestEntityTooLarge, abort

from odoo import models
from odoo.http import request

# A sender that is still writing when the answer comes sees a broken connection
# instead of the answer, so a body which is not absurdly long is read to its end.
DRAIN_BYTES = 8 * 1024 * 1024


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        res = super()._pre_dispatch(rule, args)
        if rule.endpoint.routing.get("dealer_raw"):
            cls._dealer_cache_raw_body()
        return res

    @classmethod
    def _dealer_cache_raw_body(cls):
        """Keep the body as it came, before Odoo reads it as a form.

        Senders label XML as form data (``curl -d`` does): the bytes would be gone.
        A body over the limit of the route is answered here with 413 in JSON; stock
        would answer an HTML page.
        """
        http_request = request.httprequest
        limit = http_request.max_content_length
        with contextlib.suppress(RequestEntityTooLarge):
            if (http_request.content_length or 0) <= limit:
                http_request.get_data(cache=True, parse_form_data=False)
                return
            http_request.max_content_length = DRAIN_BYTES
            http_request.get_data(cache=False, parse_form_data=False)
        message = request.env["dealer.inbox"]._get_too_large_message(limit)
        abort(request.make_json_response({"error": message}, status=413))
