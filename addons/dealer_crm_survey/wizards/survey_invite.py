from odoo import models


class SurveyInvite(models.TransientModel):
    _inherit = "survey.invite"

    def _send_mail(self, answer):
        """An invitation is asked for by nobody: it says that it is one.

        Colleagues and participants of certifications are invited as ever.
        """
        mail = super()._send_mail(answer)
        person = answer.partner_id
        is_colleague = person and not person.partner_share
        if answer.survey_id.survey_type != "assessment" and not is_colleague:
            mail.write(self.env["res.partner"]._prepare_contact_vals("survey"))
        return mail
