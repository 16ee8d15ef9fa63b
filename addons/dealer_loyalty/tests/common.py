from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.dealer_crm.tests.common import OneShowroom


class ClubCommon(OneShowroom, AccountTestInvoicingCommon):
    """A group-wide club: 1 point for each 100 net, 1 per point off an order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, mail_create_nolog=True))
        cls.env["loyalty.program"].search([("dealer_club", "=", True)]).active = False
        cls.club = cls._create_club("Wheel Club")
        cls.reward = cls.club.reward_ids
        cls.ledger = cls.env["dealer.loyalty.ledger"]
        cls.Entry = cls.env["dealer.loyalty.entry"]
        cls.Pending = cls.env["dealer.loyalty.pending"]
        cls.cron = cls.env.ref("dealer_loyalty.ir_cron_book_pending")
        cls.work = cls.env["product.product"].create(
            {
                "name": "Wheel alignment",
                "type": "service",
                "list_price": 1000,
                "invoice_policy": "order",
                "taxes_id": [Command.clear()],
            }
        )
        cls.desk = cls._create_user("desk", "dealer_loyalty.group_loyalty_desk")
        cls.manager = cls._create_user(
            "clubman", "dealer_loyalty.group_loyalty_manager"
        )
        cls.seller = cls._create_user("seller", "dealer_crm.group_dealer_user")
        cls.reader = cls._create_user("reader", "dealer_crm.group_dealer_staff")
        cls.clerk = cls._create_user(
            "clerk", "dealer_crm.group_dealer_staff,account.group_account_invoice"
        )
        cls.partner = cls.env["res.partner"].create({"name": "Olga Weber"})
        cls.card = cls.partner._dealer_enrol(cls.club)

    @classmethod
    def _create_user(cls, login, groups, **values):
        return new_test_user(cls.env, f"club_{login}", groups, **values)

    @classmethod
    def _create_club(cls, name, **values):
        return cls.env["loyalty.program"].create(
            {
                "name": name,
                "dealer_club": True,
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "company_id": False,
                "currency_id": cls.env.company.currency_id.id,
                "portal_point_name": "points",
                "rule_ids": [Command.clear()],
                "communication_plan_ids": [Command.clear()],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_point",
                            "discount": 1,
                            "discount_applicability": "order",
                            "required_points": 1,
                        }
                    )
                ],
                **values,
            }
        )

    def _create_wallets(self, partners):
        """Stock's e-wallets: cards which are none of the club."""
        program = self.env["loyalty.program"].create(
            {"name": "Wallet", "program_type": "ewallet"}
        )
        program.write({"applies_on": "future"})
        return self.env["loyalty.card"].create(
            [
                {"program_id": program.id, "partner_id": partner.id, "points": 5.5}
                for partner in partners
            ]
        )

    @classmethod
    def _give(cls, points, card=None):
        card = card or cls.card
        key = f"test:{card.id}:{card.dealer_seq}"
        return cls.ledger._post(card, "adjust", points, key, description="given")

    def _invoice(self, *amounts, partner=None, post=True, taxes=None, **values):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or self.partner).id,
                "invoice_date": "2026-03-02",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Work",
                            "quantity": 1,
                            "price_unit": amount,
                            "tax_ids": [Command.set(taxes.ids if taxes else [])],
                        }
                    )
                    for amount in amounts
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    def _pay(self, invoice):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        return register.create({"payment_date": "2026-03-05"})._create_payments()

    def _refund(self, invoice, amount=None, post=True):
        """Credit note made from the invoice, of all or of an amount."""
        refund = invoice._reverse_moves([{"invoice_date": "2026-03-10"}])
        if amount is not None:
            lines = refund.invoice_line_ids
            lines[1:].unlink()
            lines[0].write({"price_unit": amount})
        if post:
            refund.action_post()
        return refund

    def _book(self):
        """Run the worker as the scheduler does."""
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()

    def _order(self, *prices, partner=None, user=None, claim=True):
        """Quotation; with ``claim`` its club reward is claimed the stock way."""
        env = self.env(user=user) if user else self.env
        order = env["sale.order"].create(
            {
                "partner_id": (partner or self.partner).id,
                "order_line": [
                    Command.create({"product_id": self.work.id, "price_unit": price})
                    for price in prices
                ],
            }
        )
        if claim:
            self._claim(order)
        return order

    def _claim(self, order):
        order._update_programs_and_rewards()
        claimable = order._get_claimable_rewards()
        for card, rewards in claimable.items():
            for reward in rewards.filtered(lambda r: r.program_id.dealer_club):
                order._apply_program_reward(reward, card)

    def assert_card(self, balance, held=0, debt=0, card=None):
        card = card or self.card
        card.invalidate_recordset()
        self.assertEqual(
            (card.dealer_balance, card.dealer_held, card.dealer_debt, card.points),
            (balance, held, debt, balance - held),
        )

    def assert_entries(self, expected, card=None):
        """Entries of the card, oldest first: tuples (kind, points)."""
        entries = self.Entry.search(
            [("card_id", "=", (card or self.card).id)], order="seq"
        )
        self.assertEqual([(entry.kind, entry.points) for entry in entries], expected)
        self.assertEqual(entries.mapped("seq"), list(range(1, len(entries) + 1)))

    def assert_sound(self):
        """All rules of the ledger hold in the whole database."""
        broken = [
            row
            for row in self.env["dealer.check"]._run()
            if row["code"].startswith(("loyalty", "schema"))
        ]
        self.assertFalse(broken)
