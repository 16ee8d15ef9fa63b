from collections import defaultdict

from markupsafe import Markup

from odoo import models

# Names in one message about many customers.
SHOWN_NAMES = 20


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        if "user_id" not in vals or self.env.context.get("tracking_disable"):
            return super().write(vals)
        before = {partner: partner.user_id for partner in self}
        # Stock tells the new one, in a message for each customer; see below.
        quiet = self.with_context(mail_auto_subscribe_no_notify=True)
        result = super(ResPartner, quiet).write(vals)
        self._dealer_tell_managers(before)
        return result

    def _dealer_tell_managers(self, before):
        """Tell the former and the new personal manager whose customer it is now.

        One message to a person for all customers which change hands at once. Who made
        the change knows it.

        :param before: dict res.partner -> res.users before the change
        """
        given, taken = defaultdict(list), defaultdict(list)
        for partner, former in before.items():
            manager = partner.user_id
            if manager == former or not partner.partner_share:
                continue
            if former:
                taken[former, manager].append(partner)
            if manager:
                given[manager, former].append(partner)
        for (user, former), partners in given.items():
            self._dealer_notify_manager(
                user,
                partners,
                self.env._("You are the personal manager now"),
                self.env._("Before: %(name)s", name=former.name) if former else "",
            )
        for (user, manager), partners in taken.items():
            self._dealer_notify_manager(
                user,
                partners,
                self.env._("You are not the personal manager any more"),
                self.env._("Now: %(name)s", name=manager.name) if manager else "",
            )

    def _dealer_notify_manager(self, user, partners, subject, detail):
        """One notification of stock, in the language of the environment."""
        if user == self.env.user or not user.active or user._is_superuser():
            return
        names = [partner.display_name for partner in partners[:SHOWN_NAMES]]
        if len(partners) > SHOWN_NAMES:
            names.append(
                self.env._("and %(count)s more", count=len(partners) - SHOWN_NAMES)
            )
        body = Markup("<p>%s</p><ul>%s</ul><p>%s</p>") % (
            subject,
            Markup().join(Markup("<li>%s</li>") % name for name in names),
            detail,
        )
        thread = partners[0] if len(partners) == 1 else self.env["mail.thread"]
        thread.message_notify(
            partner_ids=user.partner_id.ids,
            subject=subject,
            body=body,
            email_layout_xmlid="mail.mail_notification_light",
        )
