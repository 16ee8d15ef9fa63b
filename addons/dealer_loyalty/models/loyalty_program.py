from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

# What cards and entries rest on: fixed as soon as there are cards.
FROZEN_FIELDS = {"dealer_club", "program_type", "company_id", "currency_id"}


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    dealer_club = fields.Boolean(
        string="Customer Club",
        help="Points of the cards are kept in a ledger which cannot be changed. They "
        "are earned by invoices, not by orders.",
    )
    dealer_earn_points = fields.Integer(
        string="Points Earned", default=1, tracking=True
    )
    dealer_earn_amount = fields.Monetary(
        string="For Each",
        default=100,
        tracking=True,
        help="Net amount of an invoice, without taxes and without what was paid with "
        "points. Points are rounded down.",
    )
    dealer_auto_enrol = fields.Boolean(
        string="Enrol Automatically",
        help="Everybody who gets an invoice becomes a member. Off: only who was asked.",
    )

    @api.constrains(
        "dealer_club", "program_type", "applies_on", "trigger", "rule_ids", "reward_ids"
    )
    def _check_dealer_club(self):
        for program in self.filtered("dealer_club"):
            if (program.program_type, program.applies_on, program.trigger) != (
                "loyalty",
                "both",
                "auto",
            ):
                raise ValidationError(
                    self.env._(
                        "The customer club %(club)s has to be a programme of loyalty "
                        "cards, used on current and future orders, with automatic "
                        "trigger.",
                        club=program.name,
                    )
                )
            if program.rule_ids:
                raise ValidationError(
                    self.env._(
                        "The customer club %(club)s may have no rules: points are "
                        "given by invoices. Remove the rules.",
                        club=program.name,
                    )
                )
            # Stock's own key: rewards of data files come as records of their own.
            skip = self.env.context.get("loyalty_skip_reward_check")
            if not program.reward_ids and not skip:
                raise ValidationError(
                    self.env._(
                        "The customer club %(club)s needs a reward for which points "
                        "can be spent.",
                        club=program.name,
                    )
                )
            program.reward_ids._check_dealer_required_points()

    @api.constrains("dealer_club", "dealer_earn_points", "dealer_earn_amount")
    def _check_dealer_earn(self):
        for program in self.filtered("dealer_club"):
            if program.dealer_earn_points < 0 or program.dealer_earn_amount <= 0:
                raise ValidationError(
                    self.env._(
                        "Enter how many points the club %(club)s gives (0 or more) and "
                        "for which amount (above 0).",
                        club=program.name,
                    )
                )

    @api.onchange("dealer_club")
    def _onchange_dealer_club(self):
        if self.dealer_club:
            self.program_type = "loyalty"
            self.applies_on = "both"
            self.trigger = "auto"
            self.rule_ids = [Command.clear()]

    @api.model
    def _program_type_default_values(self):
        values = super()._program_type_default_values()
        if self.env.context.get("default_dealer_club"):
            values["loyalty"].update(self._get_dealer_club_values())
        return values

    @api.depends("program_type")
    def _compute_from_program_type(self):
        res = super()._compute_from_program_type()
        # Computed without the context of the form.
        for program in self.filtered("dealer_club"):
            program.write(self._get_dealer_club_values())
        return res

    def _get_dealer_point_value(self):
        """What a point takes off an order, in the currency of the club; 0: nothing."""
        self.ensure_one()
        rewards = self.reward_ids.filtered(lambda row: row._is_dealer_per_point())
        return rewards[:1].discount

    @api.model
    def _get_dealer_club_values(self):
        """What a club has where stock's loyalty cards have rules.

        :return: dict of values of a programme
        """
        reward = {
            "description": self.env._("Paid with club points"),
            "reward_type": "discount",
            "discount_mode": "per_point",
            "discount": 1,
            "discount_applicability": "order",
            "required_points": 1,
        }
        return {
            "portal_point_name": self.env._("points"),
            "rule_ids": [Command.clear()],
            "reward_ids": [Command.clear(), Command.create(reward)],
        }

    def write(self, vals):
        self._check_dealer_frozen(vals)
        programs = self
        if "active" in vals and self.env.user.has_group(
            "dealer_loyalty.group_loyalty_manager"
        ):
            self.check_access("write")
            # sudo: the products of the rewards are archived, too; a club manager has no
            # other business with products.
            programs = self.sudo()
        return super(LoyaltyProgram, programs).write(vals)

    def _check_dealer_frozen(self, vals):
        """Refuse changes which would make the ledger of existing cards wrong."""
        for name in FROZEN_FIELDS & vals.keys():
            field = self._fields[name]
            changed = self.filtered(
                lambda program, name=name, field=field: (
                    (program.dealer_club or vals.get("dealer_club"))
                    and field.convert_to_write(program[name], program)
                    != (vals[name] or False)
                )
            )
            if changed and changed._has_dealer_cards():
                raise UserError(
                    self.env._(
                        "%(field)s of a programme which has cards already cannot be "
                        "changed. Make a new programme.",
                        field=field._description_string(self.env),
                    )
                )

    def _compute_total_order_count(self):
        # sudo: stock counts orders, which a club manager may not read.
        return super(LoyaltyProgram, self.sudo())._compute_total_order_count()

    def _has_dealer_cards(self):
        # sudo: cards of other showrooms count, too.
        cards = self.env["loyalty.card"].sudo().with_context(active_test=False)
        return bool(cards.search_count([("program_id", "in", self.ids)], limit=1))

    @api.model
    def _get_dealer_clubs(self, company, date=None):
        """Clubs in which an invoice or an order of the company counts.

        :param company: res.company
        :param date: day on which the programme has to be valid, default today
        :return: loyalty.program in sudo, the first is the default
        """
        date = date or fields.Date.context_today(self)
        # sudo: the parents of a showroom may be closed for its people.
        domain = (
            Domain("dealer_club", "=", True)
            & Domain("company_id", "in", [False, *company.sudo().parent_ids.ids])
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", date))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", date))
        )
        # sudo: people who post invoices or book services may not read programmes.
        return self.sudo().search(domain, order="sequence, id")

    def action_open_loyalty_cards(self):
        """Open the cards of the programme; those of a club in the club's views.

        :return: window action
        """
        if not self.dealer_club:
            return super().action_open_loyalty_cards()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_loyalty.loyalty_card_action_club"
        )
        action["domain"] = [("program_id", "=", self.id)]
        action["context"] = {"create": False}
        return action
