import base64
import io

from docx import Document

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestContract(TransactionCase):
    def test_a_contract_names_order_lead_and_car(self):
        seller = new_test_user(
            self.env, login="contract_seller", groups="dealer_crm.group_dealer_user"
        )
        buyer = self.env["res.partner"].create(
            {"name": "Petra Buyer", "city": "Gent", "user_id": seller.id}
        )
        car = self.env["dealer.vehicle"].create(
            {"vin": "WBA8E9G50GNT43217", "color": "Blue", "state": "stock"}
        )
        lead = self.env["crm.lead"].create(
            {
                "name": "Car for Petra",
                "partner_id": buyer.id,
                "user_id": seller.id,
                "dealer_vehicle_id": car.id,
            }
        )
        product = self.env["product.product"].create({"name": "Car", "type": "consu"})
        order = self.env["sale.order"].create(
            {
                "partner_id": buyer.id,
                "user_id": seller.id,
                "opportunity_id": lead.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "name": "Blue car & mats",
                            "price_unit": 21500,
                            "tax_ids": False,
                        }
                    ),
                    Command.create({"display_type": "line_note", "name": "Not this"}),
                ],
            }
        )
        wizard = (
            self.env["dealer.letter.write"]
            .with_user(seller)
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"file_type": "docx"})
        )
        contract = self.env.ref("dealer_letter_sale.letter_contract")
        self.assertEqual(wizard.template_id, contract)
        wizard.action_write()
        document = Document(io.BytesIO(base64.b64decode(wizard.result)))
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        self.assertIn(order.name, text)
        self.assertIn("Petra Buyer, Gent", text)
        self.assertIn("WBA8E9G50GNT43217", text)
        self.assertIn("21,500.00", text)
        rows = [cell.text for cell in document.tables[0].rows[1].cells]
        self.assertEqual(rows[0], "Blue car & mats")
        self.assertEqual(len(document.tables[0].rows), 2)
        self.assertTrue(order.message_attachment_count)

    def test_shipped_contracts_are_good(self):
        files = self.env.ref("dealer_letter_sale.letter_contract").file_ids
        self.assertEqual(len(files), 3)
        files._check_content()
