"""From the appraisal to the car in our stock: what the buttons and the job do."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount, format_date

from .dealer_appraisal_settings import DAYS

MANAGERS = "dealer_crm.group_dealer_manager"


class DealerAppraisal(models.Model):
    _inherit = "dealer.appraisal"

    # === STEPS === #

    def action_offer(self):
        """Make the offer to the customer: valid until its day.

        :return: True
        :raise UserError: a value, the customer's price or the day is missing or wrong
        :raise AccessError: more than the valuation is offered by a salesperson
        """
        today = fields.Date.context_today(self)
        for record in self._ensure_state("draft"):
            record._check_offer(today)
            record._move(
                state="offered",
                valid_until=record.valid_until
                or today + timedelta(days=self._get_setting(DAYS)),
            )
            record._take_odometer()
            record._replace_former_offers()
        return True

    def action_agree(self):
        """The customer takes the offer.

        :return: True
        :raise UserError: the offer has run out
        :raise AccessError: the price is for a manager to agree
        """
        today = fields.Date.context_today(self)
        for record in self._ensure_state("offered"):
            if record.valid_until < today:
                raise UserError(
                    self.env._(
                        "The offer ran out on %(date)s. Press Appraise Again.",
                        date=format_date(self.env, record.valid_until),
                    )
                )
            price = record.agreed_price or record.offer
            record._check_price(price)
            record._move(state="agreed", agreed_price=price, decided_on=today)
        return True

    def action_refuse(self):
        """The customer does not take the offer.

        :return: True
        :raise UserError: the reason is missing
        """
        self._ensure_state("offered", "agreed")
        if any(not record.refusal for record in self):
            raise UserError(self.env._("Choose the reason: what did the customer say?"))
        self._move(
            state="refused",
            agreed_price=0,
            decided_on=fields.Date.context_today(self),
        )
        return True

    def action_buy(self):
        """The car stands in the yard and is ours.

        :return: True
        """
        self._ensure_state("agreed")
        self._purchase()
        return True

    def action_appraise_again(self):
        """A new appraisal of the same car, with the condition of this one.

        :return: window action
        """
        self.ensure_one()
        if self.state == "bought":
            raise UserError(self.env._("The car is bought."))
        return self.copy()._get_records_action()

    def action_view_lead(self):
        """Open the lead.

        :return: window action
        """
        return self.lead_id._get_records_action()

    def action_send(self):
        """Write to the customer, with the offer as PDF in the customer's language.

        :return: window action of stock's composer
        """
        self.ensure_one()
        template = self.env.ref("dealer_crm.mail_template_appraisal_offer", False)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the Offer"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template and template.id,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "force_email": True,
            },
        }

    # === BUSINESS === #

    def _ensure_state(self, *states):
        self.check_access("write")
        if any(record.state not in states for record in self):
            raise UserError(
                self.env._(
                    "The appraisal has moved on in the meantime. Reload the page."
                )
            )
        return self

    def _check_offer(self, today):
        if not self.market_value or not self.offer:
            raise UserError(
                self.env._("Enter the market value and what we offer for the car.")
            )
        if self.valid_until and self.valid_until < today:
            raise UserError(
                self.env._("The offer would have run out already. Correct its day.")
            )
        self._check_price(self.offer)

    def _check_price(self, price):
        """What is above the valuation is paid from the margin: a manager decides."""
        if self.state == "offered":
            # What a manager has offered may be agreed by everybody.
            limit = max(self.valuation, self.offer)
        else:
            limit = self.valuation
        above = self.currency_id.compare_amounts(price, limit) > 0
        if above and not self.env.user.has_group(MANAGERS):
            raise AccessError(
                self.env._(
                    "%(price)s is more than the valuation of %(valuation)s. Ask a "
                    "manager to do it.",
                    price=format_amount(self.env, price, self.currency_id),
                    valuation=format_amount(self.env, self.valuation, self.currency_id),
                )
            )

    def _get_condition_lines(self):
        """What the offer says of the condition, in the language of the context.

        :return: list of tuples (label, words); without what was not looked at
        """
        self.ensure_one()
        names = ("body", "interior", "mechanics", "tyres", "accident", "documents")
        return [
            (
                self._fields[name]._description_string(self.env),
                dict(self._fields[name]._description_selection(self.env))[self[name]],
            )
            for name in names
            if self[name]
        ]

    def _take_odometer(self):
        """The reading belongs to the car, lower ones are flagged there."""
        if not self.odometer or self.odometer == self.vehicle_id.odometer:
            return
        # sudo: the car is the customer's, who may be a colleague's.
        self.env["dealer.vehicle.odometer"].sudo().create(
            {
                "vehicle_id": self.vehicle_id.id,
                "value": self.odometer,
                "source": "appraisal",
                "date": self.date,
            }
        )

    def _replace_former_offers(self):
        """One offer for a car at a time: the newest."""
        former = self.search(
            [
                ("vehicle_id", "=", self.vehicle_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("state", "in", ("offered", "agreed")),
                ("id", "!=", self.id),
            ]
        )
        former._move(state="expired", agreed_price=0)

    def _purchase(self):
        """What buying the cars does: they are in our stock, nobody's from today on.

        Called when the car is handed over (button) and when a lead is won. An addon
        with a stock of its own extends this to make the purchase of each car for
        ``agreed_price`` (in ``currency_id``) from ``partner_id``; it runs in the same
        transaction, so what fails there buys nothing.

        :return: the appraisals which were bought now
        """
        bought = self.filtered(lambda record: record.state == "agreed")
        today = fields.Date.context_today(self)
        for company, records in bought.grouped("company_id").items():
            # sudo: the period of the owner may be of anybody's customer.
            records.vehicle_id.sudo()._take_in_stock(company)
        bought._move(state="bought", bought_on=today)
        return bought

    # === CRON === #

    @api.model
    def _cron_expire(self):
        """Offers whose day has passed are no longer valid; who made them is told."""
        domain = [
            ("state", "=", "offered"),
            ("valid_until", "<", fields.Date.context_today(self)),
        ]
        left = self.search_count(domain)
        while records := self.search(domain, limit=100):
            records.write({"state": "expired"})
            records._plan_after_expiry()
            left -= len(records)
            if not self.env["ir.cron"]._commit_progress(len(records), remaining=left):
                break

    def _plan_after_expiry(self):
        """A call about the offer, on the lead when it is still open."""
        for record in self:
            lead = record.lead_id
            place = lead if lead.won_status == "pending" else record
            place.activity_schedule(
                "mail.mail_activity_data_call",
                user_id=(lead.user_id or record.user_id).id,
                summary=self.env._(
                    "The trade-in offer has run out: %(car)s",
                    car=record.vehicle_id.display_name,
                ),
            )
