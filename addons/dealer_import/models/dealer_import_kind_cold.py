from odoo import api, models

from odoo.addons.dealer_crm.tools import keys

from ..tools import rows

# What a call to a stranger is about, for the rules of consent.
PURPOSE = "offers"


class DealerImportKindCold(models.AbstractModel):
    """A list of people to be called: nobody of them has asked for anything."""

    _name = "dealer.import.kind.cold"
    _inherit = "dealer.import.kind.lead"
    _description = "Import of a Cold List"

    @api.model
    def _get_help(self):
        return self.env._(
            "One person in each row: a phone number, better with the name. Each makes "
            "a lead which the team's rules distribute. Left out, with the reason: who "
            "has an open lead, who must not be called, who is in the list twice. "
            "Strangers are taken as they are: make sure that you may call them."
        )

    @api.model
    def _get_required(self):
        return [("phone", "phone2")]

    @api.model
    def _leave_out(self, job, todo, known, firsts, results):
        people = self.env["res.partner"].union(*known)
        allowed = people._may_contact(PURPOSE, "phone")
        busy = self._find_busy(people)
        blocked = self._find_blocked(job, todo)
        seen = set()
        for place, row in enumerate(todo):
            if results[place]:
                continue
            person = known[place] or firsts[place]
            reason = self._get_reason(row, known[place], allowed, busy, blocked)
            if not reason and person in seen:
                reason = self.env._("This person is in the list already.")
            if reason:
                results[place] = rows.Result("rejected", text=reason)
            seen.add(person)

    def _get_reason(self, row, partner, allowed, busy, blocked):
        """Why nobody calls this person; '' when somebody may."""
        numbers = {row.get("phone"), row.get("phone2")} - {None, ""}
        if not numbers:
            return self.env._("The row has no phone number.")
        if partner and partner in busy:
            return self.env._(
                "%(name)s has an open lead, which stays as it is.", name=partner.name
            )
        if numbers & blocked or (partner and partner not in allowed):
            return self.env._(
                "This person has not agreed to be called with offers, or has refused."
            )
        return ""

    def _find_busy(self, people):
        """People who have an open lead, in whichever showroom.

        :param people: res.partner
        :return: res.partner
        """
        # sudo: a colleague's lead counts too; nothing but its being there is told.
        leads = self.env["crm.lead"].sudo()
        groups = leads._read_group(
            [("partner_id", "in", people.ids), ("won_status", "=", "pending")],
            ["partner_id"],
        )
        return people.browse(partner.id for (partner,) in groups)

    def _find_blocked(self, job, todo):
        """Numbers of the rows which nobody may call, as they are written.

        :return: set of str
        """
        country = job.intake_source_id._get_country_code()
        written = {}
        for row in todo:
            for text in (row.get("phone"), row.get("phone2")):
                if text and (key := keys.phone_key(text, country)):
                    written.setdefault(key, set()).add(text)
        # sudo: the list of those who refused is closed for salespeople.
        refused = self.env["phone.blacklist"].sudo()
        found = refused.search_fetch([("number", "in", list(written))], ["number"])
        return {text for entry in found for text in written[entry.number]}
