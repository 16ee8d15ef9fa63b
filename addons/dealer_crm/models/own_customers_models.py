"""Stock models with data of customers which follow "own customers only"."""

from odoo import models
from odoo.fields import Domain


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "dealer.own.customers"]

    _dealer_user_field = "user_id"


class CrmActivityReport(models.Model):
    _name = "crm.activity.report"
    _inherit = ["crm.activity.report", "dealer.own.customers"]

    _dealer_customer_paths = ("partner_id", "lead_id.partner_id")


class MailFollowers(models.Model):
    """Else the chatter of a visible record fails on a follower who is hidden."""

    _name = "mail.followers"
    _inherit = ["mail.followers", "dealer.own.customers"]


class ResPartnerBank(models.Model):
    _name = "res.partner.bank"
    _inherit = ["res.partner.bank", "dealer.own.customers"]


class CalendarAttendee(models.Model):
    _name = "calendar.attendee"
    _inherit = ["calendar.attendee", "dealer.own.customers"]


class CalendarEvent(models.Model):
    """Hidden with a hidden guest, unless one takes part."""

    _name = "calendar.event"
    _inherit = ["calendar.event", "dealer.own.customers"]

    def _compute_dealer_visible(self):
        covered = self.env.user._get_dealer_covered_users()
        # sudo: it is asked by the rule which protects the record.
        for event, plain in zip(self.sudo(), self, strict=True):
            plain.dealer_visible = (
                event.user_id == self.env.user
                or self.env.user.partner_id in event.partner_ids
                or all(
                    partner._is_dealer_visible_to(covered)
                    for partner in event.partner_ids
                )
            )

    def _search_dealer_visible(self, operator, value):
        if operator != "in":
            return NotImplemented
        covered = self.env.user._get_dealer_covered_users().ids
        own = self.env["res.partner"]._get_dealer_visible_domain(covered)
        domain = (
            Domain("user_id", "=", self.env.uid)
            | Domain("partner_ids", "in", self.env.user.partner_id.ids)
            | Domain("partner_ids", "not any!", ~own)
        )
        return domain if True in value else ~domain
