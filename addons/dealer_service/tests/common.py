from functools import partial

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.dealer_crm.tests.common import OneShowroom


class ServiceCommon(OneShowroom, AccountTestInvoicingCommon):
    """A showroom with a chart of accounts, people of the workshop and one car."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user = partial(new_test_user, cls.env)
        cls.advisor = user("svc-advisor", "dealer_service.group_service_advisor")
        cls.colleague = user("svc-colleague", "dealer_service.group_service_advisor")
        cls.technician = user("svc-tech", "dealer_service.group_service_technician")
        cls.manager = user("svc-manager", "dealer_service.group_service_manager")
        cls.salesperson = user("svc-sales", "dealer_crm.group_dealer_user")
        cls.reader = user("svc-reader", "dealer_crm.group_dealer_staff")
        cls.customer, cls.other = cls.env["res.partner"].create(
            [{"name": "Pavel Gromov"}, {"name": "Inna Lisova"}]
        )
        cls.vehicle = cls.env["dealer.vehicle"].create(
            {"vin": "XW8ZZZ61ZHG012345", "license_plate": "M456OP16"}
        )
        cls.vehicle._set_owner(cls.customer)
        cls.labour = cls.env.ref("dealer_service.product_labour")
        cls.labour.write({"list_price": 2000, "taxes_id": [fields.Command.clear()]})
        cls.part = cls.env["product.product"].create(
            {
                "name": "Brake pads",
                "type": "consu",
                "list_price": 3500,
                "taxes_id": [fields.Command.clear()],
                "invoice_policy": "order",
            }
        )

        cls.maker = cls.env["res.partner"].create({"name": "Maker of cars"})
        cls.customer_pays = cls.env.ref("dealer_service.pay_type_customer")
        cls.warranty = cls.env.ref("dealer_service.pay_type_warranty")
        cls.internal = cls.env.ref("dealer_service.pay_type_internal")
        cls.insurance = cls.env.ref("dealer_service.pay_type_insurance")
        cls.goodwill = cls.env.ref("dealer_service.pay_type_goodwill")
        cls.warranty.payer_id = cls.maker

    @classmethod
    def new_order(cls, user=None, lines=True, **values):
        order = (
            cls.env["dealer.service.order"]
            .with_user(user or cls.advisor)
            .create({"vehicle_id": cls.vehicle.id, **values})
        )
        if lines:
            order.line_ids = [
                fields.Command.create({"kind": "labour", "quantity": 1.5}),
                fields.Command.create(
                    {"kind": "part", "product_id": cls.part.id, "quantity": 2}
                ),
            ]
        return order

    @classmethod
    def ready_order(cls, **values):
        order = cls.new_order(**values)
        order.action_start()
        order.action_ready()
        return order

    @classmethod
    def add(cls, order, kind="labour", pay_type=None, **values):
        """A line on an order.

        :return: dealer.service.line
        """
        if kind == "part":
            values.setdefault("product_id", cls.part.id)
        pay_type = pay_type or cls.customer_pays
        return cls.env["dealer.service.line"].create(
            {
                **values,
                "order_id": order.id,
                "kind": kind,
                "pay_type_id": pay_type.id,
            }
        )

    @classmethod
    def storable(cls, quantity):
        """A part of which so many are in stock.

        :return: product.product
        """
        part = cls.env["product.product"].create(
            {
                "name": "Counted part",
                "is_storable": True,
                "list_price": 3500,
                "taxes_id": [fields.Command.clear()],
            }
        )
        cls.storable_more(part, quantity)
        return part

    @classmethod
    def storable_more(cls, part, quantity):
        """Put a part on the shelf."""
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.env["stock.quant"]._update_available_quantity(
            part, warehouse.lot_stock_id, quantity
        )

    def pay(self, invoices):
        """Register the payment as a cashier does."""
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices.ids
        )
        wizard.create({})._create_payments()
