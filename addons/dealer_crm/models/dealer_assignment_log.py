from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class DealerAssignmentLog(models.Model):
    """Why somebody got a lead, or nobody. Rows are only added."""

    _name = "dealer.assignment.log"
    _description = "Distribution of Leads"
    _order = "id desc"
    _rec_name = "explanation"

    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", readonly=True
    )
    team_id = fields.Many2one(comodel_name="crm.team", readonly=True, index=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True, index=True
    )
    previous_user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson Before", readonly=True
    )
    decided_by_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        readonly=True,
        default=lambda self: self.env.user,
    )
    occasion = fields.Selection(
        selection=[
            ("new", "New lead"),
            ("late", "Answer is late"),
            ("again", "Distributed again"),
            ("by_hand", "Given by hand"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Selection(
        selection=[
            ("turn", "Whoever has waited longest gets it"),
            ("preferred", "Wants such leads"),
            ("manager", "Personal manager of the customer"),
            ("source", "Salesperson of the intake source"),
            ("by_hand", "Chosen by a person"),
            ("nobody", "Nobody can take it now"),
            ("empty", "The team has no members"),
            ("kept", "Claim: the follow-up is on time"),
            ("limit", "Went round often enough, the manager decides"),
        ],
        required=True,
        readonly=True,
    )
    refusals = fields.Json(readonly=True)
    explanation = fields.Char(compute="_compute_explanation")

    @api.depends("occasion", "reason", "user_id", "previous_user_id", "refusals")
    def _compute_explanation(self):
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("occasion", "reason")
        }
        codes = self._get_refusal_labels()
        refused = {user for row in self for user, _code in row.refusals or []}
        # sudo: names of colleagues, some of whom work in other showrooms.
        users = self.env["res.users"].sudo().browse(refused).exists()
        names = {user.id: user.name for user in users}
        for row in self:
            parts = [
                f"{labels['occasion'][row.occasion]}: {labels['reason'][row.reason]}"
            ]
            if others := row._tell_refusals(names, codes):
                parts.append(others)
            row.explanation = ". ".join(parts)

    def _tell_refusals(self, names, codes):
        """Who could not get the lead, and why.

        :param dict names: id of a user -> name
        :param dict codes: code of a refusal -> words
        :return: text, empty when nobody was refused
        """
        told = ", ".join(
            f"{names[user]} ({codes.get(code, code)})"
            for user, code in self.refusals or []
            if user in names
        )
        return self.env._("Not: %(people)s", people=told) if told else ""

    @api.model
    def _get_refusal_labels(self):
        """What the codes of ``tools.assignment.REFUSALS`` mean.

        :return: dict code -> words
        """
        return {
            "rights": self.env._("may not read this lead"),
            "paused": self.env._("paused"),
            "had_it": self.env._("has had it before"),
            "absent": self.env._("absent"),
            "off_duty": self.env._("off duty"),
            "showroom": self.env._("another showroom"),
            "brand": self.env._("another brand"),
            "language": self.env._("another language"),
            "source": self.env._("another channel"),
            "filter": self.env._("own filter"),
            "full": self.env._("has enough open leads"),
        }

    def write(self, vals):
        """Refused for people; a merge of leads takes the rows along.

        :raise AccessError: somebody else than the superuser writes
        """
        if not self.env.su or set(vals) - {"lead_id"}:
            raise AccessError(
                self.env._("What was decided about a lead cannot be changed.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("What was decided about a lead cannot be deleted.")
        )

    @api.model
    def _add(self, rows):
        """Append decisions.

        :param list rows: dicts with ``lead`` (crm.lead), ``occasion``, ``reason`` and
            maybe ``user``, ``previous`` (res.users), ``refused`` (list of tuples
            (id of a user, code)), ``note`` (words)
        """
        # sudo: rows are added by nobody but this method.
        return self.sudo().create(
            [
                {
                    "lead_id": row["lead"].id,
                    "team_id": row["lead"].team_id.id,
                    "company_id": row["lead"].company_id.id,
                    "user_id": row["user"].id if row.get("user") else False,
                    "previous_user_id": (
                        row["previous"].id if row.get("previous") else False
                    ),
                    "decided_by_id": self.env.uid,
                    "occasion": row["occasion"],
                    "note": row.get("note"),
                    "reason": row["reason"],
                    "refusals": [list(pair) for pair in row.get("refused") or ()],
                }
                for row in rows
            ]
        )

    @api.model
    def _find_last(self, leads):
        """The latest decision about each lead.

        :param leads: crm.lead
        :return: dict id of a lead -> (occasion, reason)
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (lead_id) lead_id, occasion, reason
                  FROM dealer_assignment_log
                 WHERE lead_id = ANY(%s)
              ORDER BY lead_id, id DESC
                """,
                leads.ids,
            )
        )
        return {lead_id: (occasion, reason) for lead_id, occasion, reason in rows}
