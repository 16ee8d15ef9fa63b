from datetime import date

from freezegun import freeze_time

from odoo import SUPERUSER_ID
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

DAY = "2027-03-01 10:00:00"


@tagged("post_install", "-at_install")
class TestMargin(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        context = dict(cls.env.context, allowed_company_ids=cls.env.company.ids)
        cls.env = cls.env(user=SUPERUSER_ID, context=context)
        group = cls.env["mailing.filter"].create(
            {
                "name": "Guests",
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": "[('function', '=', 'guest')]",
            }
        )
        cls.campaign = cls.env["utm.campaign"].create(
            {
                "title": "Spring",
                "dealer_is_campaign": True,
                "dealer_filter_id": group.id,
                "dealer_purpose_id": cls.env.ref("dealer_marketing.purpose_offers").id,
                "dealer_company_id": cls.env.company.id,
                "dealer_start_on": date(2027, 3, 1),
                "dealer_state": "running",
                "dealer_holdout": 50,
                "dealer_step_ids": [Command.create({"name": "Call", "kind": "call"})],
            }
        )
        cls.people = cls.env["res.partner"].create(
            [{"name": f"Guest {number}"} for number in range(160)]
        )
        with freeze_time(DAY):
            cls.env["dealer.campaign.member"]._enrol(cls.campaign, cls.people)
        members = cls.env["dealer.campaign.member"].search(
            [("campaign_id", "=", cls.campaign.id)], order="id"
        )
        cls.treated = members.filtered(lambda m: not m.is_held_out)
        cls.held = members - cls.treated
        cls.product = cls.env["product.product"].create(
            {"name": "Tyres", "type": "consu", "standard_price": 60.0}
        )

    def _bill(self, members, day=date(2027, 3, 10), price=100.0, **values):
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": member.partner_id.id,
                    "invoice_date": day,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "quantity": 2,
                                "price_unit": price,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                    **values,
                }
                for member in members
            ]
        )
        moves.action_post()
        return moves

    def _row(self):
        self.env.invalidate_all()
        return self.campaign._get_dealer_result_rows()[-1]

    def _look_up(self):
        with freeze_time("2027-04-01"):
            (self.treated | self.held)._update_facts()

    def test_margin_of_a_person(self):
        one, two, late = self.treated[:3]
        self._bill(one)
        self._bill(two)
        self._bill(two, move_type="out_refund", day=date(2027, 3, 12))
        self._bill(late, day=date(2027, 7, 1))
        draft = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": late.partner_id.id}
        )
        self._look_up()
        self.assertEqual(draft.state, "draft")
        # Two at 100 less the cost of 60 each.
        self.assertEqual(one.margin, 80)
        self.assertEqual((two.margin, late.margin), (0, 0))
        self.assertTrue(two.bought_at)
        self.assertFalse(late.bought_at)

    def test_posted_cost(self):
        """The cost which was posted counts, not today's price."""
        (move,) = self._bill(self.treated[:1])
        accounts = self.company_data
        move.button_draft()
        common = {"product_id": self.product.id, "display_type": "cogs"}
        move.line_ids = [
            Command.create(
                {
                    **common,
                    "account_id": accounts["default_account_expense"].id,
                    "balance": 150.0,
                }
            ),
            Command.create(
                {
                    **common,
                    "account_id": accounts["default_account_assets"].id,
                    "balance": -150.0,
                }
            ),
        ]
        self._look_up_posted(move)
        self.assertEqual(self.treated[0].margin, 50)

    def _look_up_posted(self, move):
        move.action_post()
        self._look_up()

    def test_planted_gain(self):
        """Half of the treated earn us 80, none of the others: shown."""
        self._bill(self.treated[::2])
        self._look_up()
        row = self._row()
        self.assertTrue(row["is_shown"], row)
        self.assertIn("40.", row["treated"])

    def test_planted_nothing(self):
        self._bill(self.treated[::4] | self.held[::4])
        self._look_up()
        row = self._row()
        self.assertEqual((row["effect"], row["is_shown"]), ("not shown", False))
