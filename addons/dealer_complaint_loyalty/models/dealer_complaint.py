"""Points for complaints which were accepted."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.dealer_complaint.models.dealer_complaint_steps import DECIDERS

EVENT = "complaint"
GIVERS = (*DECIDERS, "dealer_loyalty.group_loyalty_manager")


class DealerComplaint(models.Model):
    _inherit = "dealer.complaint"

    accepted_points = fields.Integer(
        string="Points When Accepted",
        copy=False,
        tracking=True,
        help="0: as many as the bonus rules of the club say.",
    )
    given_points = fields.Integer(
        string="Points Given", compute="_compute_given_points", compute_sudo=True
    )

    _accepted_points = models.Constraint(
        "CHECK(accepted_points >= 0)", "Points for a complaint cannot be below zero."
    )

    def _compute_given_points(self):
        bonuses = self._find_bonuses().filtered(lambda one: one.state == "granted")
        given = bonuses.grouped("key")
        for complaint in self:
            own = given.get(complaint._get_bonus_key(), bonuses.browse())
            complaint.given_points = sum(own.mapped("points"))

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("accepted_points") for vals in vals_list):
            self._check_giver()
        return super().create(vals_list)

    def write(self, vals):
        if "accepted_points" in vals:
            self._check_giver()
            self._check_unanswered()
        return super().write(vals)

    def _check_giver(self):
        """Only managers say how many points a complaint is worth.

        :raise AccessError: the user is none
        """
        user = self.env.user
        if not self.env.su and not any(user.has_group(group) for group in GIVERS):
            raise AccessError(
                self.env._(
                    "Managers decide how many points a complaint brings. Without a "
                    "number the rules of the club count."
                )
            )

    # === BONUS === #

    def _get_bonus_key(self):
        """Names the complaint for the bonus: one for each."""
        return f"{self._name}:{self.id}"

    def _find_bonuses(self):
        """Bonuses which were given or refused for the complaints.

        :return: dealer.loyalty.bonus in sudo
        """
        # sudo: the rules and bonuses of the club are closed for the workshop.
        rules = self.env["dealer.loyalty.bonus.rule"].sudo()
        rules = rules.with_context(active_test=False).search([("event", "=", EVENT)])
        keys = [complaint._get_bonus_key() for complaint in self]
        return (
            self.env["dealer.loyalty.bonus"]
            .sudo()
            .search([("rule_id", "in", rules.ids), ("key", "in", keys)])
        )

    def _after_accept(self):
        result = super()._after_accept()
        bonuses = self.env["dealer.loyalty.bonus"]._grant(
            EVENT,
            self.partner_id,
            self._get_bonus_key(),
            company=self.company_id,
            points=self.accepted_points,
        )
        self.invalidate_recordset(["given_points"])
        self.message_post(body=self._get_bonus_note(bonuses))
        return result

    def _get_bonus_note(self, bonuses):
        """What became of the points, for the showroom.

        :param bonuses: dealer.loyalty.bonus of the complaint
        :return: text
        """
        if self.given_points:
            return self.env._("%(points)s points given", points=self.given_points)
        if not bonuses:
            return self.env._(
                "No points: the customer has no club card, or the club has no rule."
            )
        reasons = dict(bonuses._fields["reason"]._description_selection(self.env))
        return self.env._(
            "No points: %(reason)s",
            reason=", ".join(reasons[bonus.reason] for bonus in bonuses),
        )

    def _get_goodwill_text(self):
        text = super()._get_goodwill_text()
        if not self.given_points:
            return text
        points = self.env._(
            "You get %(points)s points of our club for telling us.",
            points=self.given_points,
        )
        return f"{text} {points}".strip()
