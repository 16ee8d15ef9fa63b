"""Calls and the honest clock."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from .dealer_response_settings import PBX_ONLY, SECONDS, read_number

FACTS_OF_CONTACT = {
    "duration",
    "lead_id",
    "partner_id",
    "result",
    "started_at",
}
# A call may be there before the lead which it brings.
BEFORE_LEAD = timedelta(hours=1)


class DealerCall(models.Model):
    _inherit = "dealer.call"

    @api.model_create_multi
    def create(self, vals_list):
        calls = super().create(vals_list)
        calls._note_contact()
        return calls

    def write(self, vals):
        result = super().write(vals)
        if FACTS_OF_CONTACT & set(vals):
            self._note_contact()
        return result

    def _note_contact(self):
        """Tell the leads of the calls that somebody has tried, or talked."""
        calls = self.filtered(lambda call: call.direction == "out" or call.is_answered)
        if not calls:
            return
        seconds = read_number(self.env, SECONDS)
        pbx_only = bool(read_number(self.env, PBX_ONLY))
        tries, talks = {}, {}
        leads_of = calls._get_contact_leads()
        for call in calls:
            at = min(call.started_at, fields.Datetime.now())
            talked = call._is_human_contact(seconds, pbx_only)
            for lead in leads_of[call]:
                if call.direction == "out":
                    _keep_first(tries, lead, at)
                if talked:
                    _keep_first(talks, lead, at)
        leads = self.env["crm.lead"]
        leads.concat(*tries)._dealer_note_touch(
            {lead: max(at, lead.create_date) for lead, at in tries.items()}
        )
        leads.concat(*talks)._dealer_note_response(talks, "call")
        calls.filtered("is_answered")._close_missed()

    def _is_human_contact(self, seconds, pbx_only):
        """Whether two people talked, long enough to count as an answer.

        A call entered by hand has no length unless somebody fills it in: the result
        counts.

        :param int seconds: shorter calls of the telephone system do not count
        :param bool pbx_only: calls entered by hand do not count
        :return: bool
        """
        self.ensure_one()
        if not self.is_answered:
            return False
        if self.intake_source_id:
            return self.duration >= seconds
        return not pbx_only and (not self.duration or self.duration >= seconds)

    def _get_contact_leads(self):
        """The leads which calls are about: their own, else those of the customer.

        :return: dict call -> crm.lead
        """
        # sudo: the lead may be a colleague's, the clock is the same for all.
        calls = self.sudo()
        others = defaultdict(self.env["crm.lead"].sudo().browse)
        for lead in self._get_open_leads_of(calls.filtered("partner_id").partner_id):
            others[lead.partner_id, lead.company_id] |= lead
        found = {}
        for call in calls:
            leads = others[call.partner_id, call.company_id].filtered(
                lambda lead, call=call: lead.create_date <= call.started_at
            )
            end = call.started_at + timedelta(seconds=call.duration)
            if call.lead_id and call.lead_id.create_date <= end + BEFORE_LEAD:
                leads |= call.lead_id
            found[call.with_env(self.env)] = leads
        return found


def _keep_first(moments, lead, at):
    moments[lead] = min(at, moments.get(lead, at))
