from datetime import datetime

from odoo.addons.dealer_service.tests.common import ServiceCommon

# A Monday morning; the showroom works from 8 to 17 with an hour for lunch.
MONDAY = datetime(2026, 3, 2, 8, 0)


class ComplaintCommon(ServiceCommon):
    """The workshop with an order that somebody complains about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.company
        company.resource_calendar_id = cls.env["resource.calendar"].create(
            {"name": "Showroom", "tz": "UTC", "company_id": company.id}
        )
        company.dealer_complaint_manager_id = cls.manager
        cls.order = cls.new_order()
        cls.cause, cls.other_cause = (
            cls.env.ref(f"dealer_complaint.cause_{name}")
            for name in ("not_fixed", "clean")
        )
        cls.customer.email = "gromov@example.com"

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
