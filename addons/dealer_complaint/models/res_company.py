from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dealer_complaint_manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Complaint Manager",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Gets complaints which belong to nobody, and those which are late. Empty: "
        "a service manager of the showroom.",
    )
    dealer_complaint_days_minor = fields.Integer(
        string="Working Days for a Minor Complaint", default=5
    )
    dealer_complaint_days_serious = fields.Integer(
        string="Working Days for a Serious Complaint", default=3
    )
    dealer_complaint_days_safety = fields.Integer(
        string="Working Days for a Safety Complaint", default=1
    )
    dealer_complaint_repeat_days = fields.Integer(
        string="Days in Which a Complaint Is a Repeat", default=180
    )

    _dealer_complaint_days = models.Constraint(
        "CHECK(dealer_complaint_days_minor BETWEEN 1 AND 60"
        " AND dealer_complaint_days_serious BETWEEN 1 AND 60"
        " AND dealer_complaint_days_safety BETWEEN 1 AND 60"
        " AND dealer_complaint_repeat_days BETWEEN 0 AND 3650)",
        "Complaints are answered within 1 to 60 working days; repeats are looked for "
        "in at most 3650 days.",
    )

    def _get_dealer_complaint_manager(self):
        """Who looks after complaints which belong to nobody.

        :return: res.users, empty when the showroom has no manager at all
        """
        self.ensure_one()
        chosen = self.dealer_complaint_manager_id
        return chosen if chosen.active else self._get_service_manager()
