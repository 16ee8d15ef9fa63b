"""Answers fill the profile of the customer."""

from odoo import fields, models
from odoo.fields import Command

NAMES = {
    "birthdate": "dealer_birthdate",
    "children": "dealer_children",
    "children_years": "dealer_children_years",
}
# Nobody is older, or has more children: a slip of the finger.
MAX_AGE = 120
MAX_CHILDREN = 20
MAX_TEXT = 120


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _mark_done(self):
        result = super()._mark_done()
        # sudo: participants have no rights.
        for answer in self.sudo().filtered(lambda answer: not answer.test_entry):
            if participant := answer._get_dealer_participant():
                answer._dealer_take_over(participant, is_certain=True)
        return result

    def _dealer_take_over(self, partner, is_certain):
        """Put the answers into the profile, and thank for them.

        :param partner: res.partner
        :param bool is_certain: the customer was invited or logged in. Others may have
            entered somebody else's name: they fill what is empty only.
        """
        self.ensure_one()
        values = self._prepare_dealer_profile(partner, is_certain)
        if values:
            partner.write(values)
            partner._message_log(
                body=self.env._(
                    "Profile filled by the questionnaire “%(survey)s”.",
                    survey=self.survey_id.title,
                )
            )
        self._dealer_reward(partner)

    def _dealer_reward(self, partner):
        """Give something in exchange for the answers; more than once does nothing.

        :param partner: res.partner who has answered
        """

    def _prepare_dealer_profile(self, partner, is_certain):
        """What the answers change in the profile.

        :return: dict of values of res.partner
        """
        values = {}
        lines = self.user_input_line_ids.filtered(lambda line: not line.skipped)
        for line in lines:
            field = line.question_id.dealer_profile_field
            value = line._get_dealer_profile_value() if field else None
            name = NAMES.get(field, field)
            if value and (is_certain or not partner[name]) and partner[name] != value:
                values[name] = value
        chosen = lines.suggested_answer_id
        for name, found in (
            ("dealer_interest_ids", chosen.dealer_interest_id),
            ("dealer_motive_ids", chosen.dealer_motive_id),
        ):
            if new := found - partner[name]:
                values[name] = [Command.link(id_) for id_ in new.ids]
        return values


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    def _get_dealer_profile_value(self):
        """The answer as the field of the profile wants it.

        :return: value, None when it cannot be true
        """
        self.ensure_one()
        field, value = self.question_id.dealer_profile_field, self._get_answer_value()
        if field == "birthdate":
            today = fields.Date.context_today(self)
            born = self.value_date
            oldest = fields.Date.subtract(today, years=MAX_AGE)
            return born if born and oldest < born < today else None
        if field == "children":
            return int(value) if 0 <= value <= MAX_CHILDREN else None
        return " ".join(str(value or "").split())[:MAX_TEXT]
