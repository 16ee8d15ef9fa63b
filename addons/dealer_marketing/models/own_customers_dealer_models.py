"""What customers agreed to follows "own customers only"."""

from odoo import models


class DealerConsent(models.Model):
    _name = "dealer.consent"
    _inherit = ["dealer.consent", "dealer.own.customers"]


class DealerConsentState(models.Model):
    _name = "dealer.consent.state"
    _inherit = ["dealer.consent.state", "dealer.own.customers"]


class DealerContactRefusal(models.Model):
    _name = "dealer.contact.refusal"
    _inherit = ["dealer.contact.refusal", "dealer.own.customers"]


class DealerContactClaim(models.Model):
    _name = "dealer.contact.claim"
    _inherit = ["dealer.contact.claim", "dealer.own.customers"]


class DealerContactCount(models.Model):
    _name = "dealer.contact.count"
    _inherit = ["dealer.contact.count", "dealer.own.customers"]


class DealerGreetingRun(models.Model):
    _name = "dealer.greeting.run"
    _inherit = ["dealer.greeting.run", "dealer.own.customers"]
