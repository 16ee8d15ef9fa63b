from datetime import datetime
from functools import partial

from odoo.tests import TransactionCase, new_test_user

from odoo.addons.dealer_crm.tests.common import OneShowroom

# A Monday morning; the showroom works from 8 to 17 with an hour for lunch.
MONDAY = datetime(2026, 3, 2, 8, 0)


class ComplaintCommon(OneShowroom, TransactionCase):
    """A workshop with one car and an order that somebody complains about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.company
        user = partial(new_test_user, cls.env)
        cls.advisor = user("co-advisor", "dealer_service.group_service_advisor")
        cls.colleague = user("co-colleague", "dealer_service.group_service_advisor")
        cls.technician = user("co-tech", "dealer_service.group_service_technician")
        cls.manager = user("co-manager", "dealer_service.group_service_manager")
        cls.salesperson = user("co-sales", "dealer_crm.group_dealer_user")
        cls.reader = user("co-reader", "dealer_crm.group_dealer_staff")
        company.resource_calendar_id = cls.env["resource.calendar"].create(
            {"name": "Showroom", "tz": "UTC", "company_id": company.id}
        )
        company.dealer_complaint_manager_id = cls.manager
        cls.customer, cls.other = cls.env["res.partner"].create(
            [
                {"name": "Pavel Gromov", "email": "gromov@example.com"},
                {"name": "Inna Lisova"},
            ]
        )
        cls.vehicle = cls.env["dealer.vehicle"].create(
            {"vin": "XW8ZZZ61ZHG012345", "license_plate": "M456OP16"}
        )
        cls.vehicle._set_owner(cls.customer)
        cls.order = cls.new_order()
        cls.cause, cls.other_cause = (
            cls.env.ref(f"dealer_complaint.cause_{name}")
            for name in ("not_fixed", "clean")
        )

    @classmethod
    def new_order(cls):
        return (
            cls.env["dealer.service.order"]
            .with_user(cls.advisor)
            .create({"vehicle_id": cls.vehicle.id})
        )

    @classmethod
    def complain(cls, user=None, **values):
        return (
            cls.env["dealer.complaint"]
            .with_user(user or cls.colleague)
            .create(
                {
                    "order_id": cls.order.id,
                    "description": "It squeaks as before",
                    **values,
                }
            )
        )

    @classmethod
    def answered(cls, complaint, user=None):
        """Cause and answer, so that it can be decided."""
        complaint.write(
            {"cause_id": cls.cause.id, "answer": "You are right, we do it again."}
        )
        return complaint.with_user(user or cls.manager)
