"""One person who asks at two portals is one lead with two touches."""

from odoo import api, fields, models
from odoo.tools import plaintext2html

from ..tools import keys, prospect

TOUCH_DAYS_KEY = "dealer_crm.touch_days"
TOUCH_DAYS = 14


class DealerInbox(models.Model):
    _inherit = "dealer.inbox"

    def _take_turn(self, item):
        """Take the leads of this customer one after the other.

        :param dict item: prospect as tools.adf returns it
        """
        customer = item["customer"]
        country = self.intake_source_id._get_country_code()
        phones = [keys.phone_key(text, country) for text in customer["phones"]]
        emails = [keys.email_key(text) for text in customer["emails"]]
        self.env["dealer.intake.turn"]._take(
            self.company_id, filter(None, [*phones, *emails])
        )

    def _find_lead_of_other_source(self, partner):
        """The open lead which the customer got by another source not long ago.

        :param partner: res.partner
        :return: crm.lead or an empty recordset
        """
        leads = self._find_leads_of_other_sources(self.intake_source_id, partner)
        return leads.get(partner, self.env["crm.lead"])

    @api.model
    def _find_leads_of_other_sources(self, source, partners):
        """The open leads which customers got by other sources not long ago.

        :param source: dealer.intake.source which has a customer now
        :param partners: res.partner
        :return: dict res.partner -> crm.lead, the newest one
        """
        days = self._get_touch_days()
        if not days or not partners:
            return {}
        since = fields.Datetime.subtract(fields.Datetime.now(), days=days)
        leads = self.env["crm.lead"].search(
            [
                ("partner_id", "in", partners.ids),
                ("company_id", "=", source.company_id.id),
                ("dealer_intake_source_id", "not in", (source.id, False)),
                ("create_date", ">=", since),
                ("stage_id.is_won", "=", False),
            ],
            order="id",
        )
        return {lead.partner_id: lead for lead in leads}

    @api.model
    def _get_touch_days(self):
        """For how long a lead takes the touches of other sources; 0 is never."""
        # sudo: parameters are closed for everybody but the administrator.
        text = self.env["ir.config_parameter"].sudo().get_param(TOUCH_DAYS_KEY)
        return int(text) if text and text.isdecimal() else TOUCH_DAYS

    def _join_lead(self, lead, item):
        """What another source says of a customer whose lead is being worked on.

        :param lead: crm.lead
        :param dict item: prospect as tools.adf returns it
        """
        self._complete_lead(lead, item)
        self._touch(lead)

    def _complete_lead(self, lead, item):
        """Fill in what a lead lacks and note what another source says.

        :param lead: crm.lead
        :param dict item: prospect as tools.adf returns it
        """
        known = self._prepare_lead_vals(item, lead.partner_id)
        missing = {
            name: known[name]
            for name in self._get_joined_fields()
            if known.get(name) and not lead[name]
        }
        if missing:
            lead.write(missing)
        source = self.intake_source_id.name
        text = self.env._("The customer has asked by %(name)s, too:", name=source)
        lead.message_post(body=plaintext2html(f"{text}\n{prospect.describe(item)}"))

    @api.model
    def _get_joined_fields(self):
        """Fields of a lead which a later touch fills in when they are empty."""
        return (
            "dealer_wish_brand_id",
            "dealer_wish_model_id",
            "dealer_wish_year",
            "dealer_wish_text",
            "dealer_vehicle_id",
            "dealer_trade_in_vehicle_id",
            "dealer_trade_in_text",
            "dealer_test_drive_wanted",
            "user_id",
        )

    def _touch(self, lead, is_first=False):
        # sudo: touches are written by the intake alone.
        touches = self.env["dealer.lead.touch"].sudo()
        return touches.create(self._prepare_touch_vals(lead, is_first))

    def _prepare_touch_vals(self, lead, is_first):
        """Values of the touch by which this message credits its source.

        :param lead: crm.lead
        :param bool is_first: whether the message made the lead
        :return: dict for ``dealer.lead.touch.create``
        """
        source = self.intake_source_id
        return {
            "lead_id": lead.id,
            "inbox_id": self.id,
            "intake_source_id": source.id,
            "company_id": self.company_id.id,
            "utm_source_id": source.utm_source_id.id,
            "utm_medium_id": source.utm_medium_id.id,
            "date": self.create_date,
            "is_first": is_first,
        }
