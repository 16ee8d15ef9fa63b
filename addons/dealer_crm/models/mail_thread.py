from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Mail to the alias of an intake source goes to the intake, as it came.

        Stock's way would post it as a message: its markup cleaned away, its sender
        bounced when it cannot be read.
        """
        sources = self.env["dealer.intake.source"]
        others = []
        for route in routes or ():
            model, thread_id, _values, _user_id, alias = route
            if alias and model == sources._name and thread_id:
                sources |= sources.browse(thread_id)
            else:
                others.append(route)
        for source in sources:
            source._take_mail(message)
        if sources and not others:
            return sources[:1].id
        return super()._message_route_process(message, message_dict, others)
