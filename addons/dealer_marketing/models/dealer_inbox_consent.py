"""What somebody has agreed to on the form of a website."""

from odoo import models

from ..tools.consent import CHANNELS


class DealerInbox(models.Model):
    _inherit = "dealer.inbox"

    def _take_prospect(self, item):
        lead, is_new = super()._take_prospect(item)
        if is_new and (marked := item.get("consents")):
            self._record_marked(lead, marked)
        return lead, is_new

    def _record_marked(self, lead, marked):
        """Note what was marked; a name which we do not know agrees to nothing.

        :param lead: crm.lead
        :param list marked: dicts with purpose (technical code), channels, and page
            (address of the form, may be missing)
        """
        # sudo: the intake reads no purposes.
        purposes = self.env["dealer.consent.purpose"].sudo()
        known = purposes.search([("basis", "=", "consent")]).grouped("code")
        decisions = [
            (purpose, channel, "granted")
            for row in marked
            if (purpose := known.get(row["purpose"]))
            for channel in row["channels"]
            if channel in CHANNELS
        ]
        pages = dict.fromkeys(filter(None, (row.get("page") for row in marked)))
        if decisions and lead.partner_id:
            # sudo: the intake sees no consents.
            self.env["dealer.consent"].sudo()._record(
                lead.partner_id,
                decisions,
                "form",
                ", ".join(
                    [
                        self.env._(
                            "Message %(number)s of %(sender)s",
                            number=self.id,
                            sender=self.intake_source_id.name,
                        ),
                        *pages,
                    ]
                ),
                company=self.company_id,
            )
