"""The code of a signed form, scanned at the desk."""

from odoo.http import Controller, request, route


class DealerConsentPaper(Controller):
    @route(
        "/dealer/consent/paper/<string:token>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def dealer_consent_paper(self, token, **_params):
        """Open "Record Consent" for the customer of the form.

        Whoever is no colleague, or may not see the customer, finds nothing.
        """
        found = request.env["dealer.consent"]._read_paper_token(token)
        is_staff = request.env.user.has_group("dealer_crm.group_dealer_staff")
        if not (found and is_staff and found[0].has_access("read")):
            raise request.not_found()
        wizard = request.env["dealer.consent.record"]._create_for_paper(token)
        action = "dealer_marketing.dealer_consent_record_action_paper"
        return request.redirect(f"/odoo/action-{action}/{wizard.id}")
