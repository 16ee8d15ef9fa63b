from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.dealer_crm import append_only

# What the trigger protects. The contact may change: a merge moves what was said.
CONSENT_COLUMNS = (
    "purpose_id",
    "channel",
    "state",
    "date",
    "source",
    "evidence",
    "text_id",
    "text_sha256",
    "ip",
    "user_agent",
    "vehicle_id",
    "valid_until",
)


class DealerConsent(models.Model):
    _name = "dealer.consent"
    _description = "Consent Record"
    _order = "id desc"
    _rec_name = "purpose_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    channel = fields.Selection(
        selection=[
            ("email", "E-mail"),
            ("sms", "SMS"),
            ("phone", "Phone"),
            ("messenger", "Messenger"),
            ("post", "Post"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        selection=[("withdrawn", "Withdrawn"), ("granted", "Granted")],
        required=True,
        readonly=True,
    )
    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        string="Only about This Car",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: about everything. What is said about one car counts for messages "
        "about this car alone, and ends when the person has it no more.",
    )
    date = fields.Datetime(required=True, readonly=True)
    valid_until = fields.Date(
        readonly=True,
        help="Last day on which the consent counts. Empty: until it is withdrawn.",
    )
    granted_at = fields.Datetime(compute="_compute_times")
    withdrawn_at = fields.Datetime(compute="_compute_times")
    source = fields.Selection(
        selection=[
            ("desk", "In person"),
            ("paper", "Signed paper"),
            ("call", "Phone call"),
            ("letter", "Letter or message"),
            ("portal", "Own account on the portal"),
            ("link", "Link in a letter"),
            ("reply", "Answered STOP"),
            ("form", "Form on a website"),
            ("blacklist", "Blacklist or unsubscribe link"),
            ("merge", "Merge of contacts"),
        ],
        required=True,
        readonly=True,
    )
    evidence = fields.Char(
        readonly=True, help="Where it can be proved: number of the paper, recording."
    )
    text_id = fields.Many2one(
        comodel_name="dealer.consent.text",
        string="Wording",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    text_sha256 = fields.Char(
        string="SHA-256 of the Wording", readonly=True, help="Of the exact text shown."
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Recorded by", readonly=True
    )
    ip = fields.Char(string="IP Address", readonly=True)
    user_agent = fields.Char(string="Browser", readonly=True)

    _current_idx = models.Index(
        "(partner_id, purpose_id, channel, vehicle_id, id DESC)"
    )

    def init(self):
        """Create the triggers which make the table append-only.

        Runs at every installation and update.
        """
        append_only.protect(
            self.env.cr,
            self._table,
            CONSENT_COLUMNS,
            "Consents cannot be changed or deleted. Record the new decision of the "
            "customer.",
            blottable=["evidence", "ip", "user_agent"],
        )

    @api.depends("state", "date")
    def _compute_times(self):
        for row in self:
            row.granted_at = row.state == "granted" and row.date
            row.withdrawn_at = row.state == "withdrawn" and row.date

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused for everybody: only the writer makes records.

        :raise UserError: always
        """
        raise UserError(
            self.env._(
                'Consents are not entered by hand. Use "Record Consent" on the '
                "contact, which keeps the wording and the source."
            )
        )

    @api.model
    def _record(
        self,
        partners,
        decisions,
        source,
        evidence=None,
        company=None,
        texts=None,
        *,
        vehicle=None,
        valid_until=None,
    ):
        """Append what people have decided.

        What is decided already is not repeated, unless the wording or the last day is
        another. A grant keeps the wording which the showroom's profile has in the
        person's language. Whoever withdraws for everything withdraws for each car, too.

        :param partners: res.partner
        :param decisions: list of (dealer.consent.purpose, channel, state)
        :param str source: how we know
        :param str evidence: where it can be proved
        :param company: res.company whose wording was shown, default the current one
        :param dict texts: kind -> dealer.consent.text which was signed, instead of the
            wording of today
        :param vehicle: dealer.vehicle about which alone it was said
        :param date valid_until: last day of what is granted
        :return: dealer.consent, what is new
        :raise UserError: somebody agrees, and there is no wording to agree to
        """
        current = self.env["dealer.consent.state"]._get_rows(partners)
        common = {
            "date": fields.Datetime.now(),
            "source": source,
            "evidence": evidence or False,
            "user_id": self.env.uid,
            "vehicle_id": vehicle.id if vehicle else False,
            **self._get_client(),
        }
        vals_list = [
            {**common, **vals}
            for vals in self._prepare_decisions(
                partners, decisions, company, texts or {}, valid_until
            )
        ]
        vals_list += self._add_cars(vals_list, current)
        vals_list = self._leave_known(vals_list, current)
        # sudo: nobody may create records otherwise; callers check who may record
        writer = super(DealerConsent, self.sudo())
        # pylint: disable-next=super-method-mismatch
        records = writer.create(vals_list)
        if records:
            records.flush_recordset()
            self.env["dealer.consent.state"].invalidate_model()
            partners.invalidate_recordset(
                ["dealer_consent_matrix", "dealer_consent_brief"]
            )
            self._mirror_to_blacklists(partners)
            records._stop_tasks()
        return self.browse(records.ids)

    def _stop_tasks(self):
        """A withdrawal holds at once for calls which are planned, too."""
        withdrawn = self.filtered(
            lambda row: row.state == "withdrawn" and row.channel == "phone"
        )
        tasks = self.env["mail.activity"]
        for (partner, vehicle), rows in withdrawn.grouped(
            lambda row: (row.partner_id, row.vehicle_id)
        ).items():
            tasks._stop_dealer_withdrawn(partner, rows.purpose_id, vehicle)

    @api.model
    def _prepare_decisions(self, partners, decisions, company, texts, valid_until):
        """What each person has said. Arguments as of ``_record``.

        :return: list of values
        """
        profile = (company or self.env.company)._get_dealer_consent_profile()
        return [
            {
                "partner_id": partner.id,
                "purpose_id": purpose.id,
                "channel": channel,
                "state": state,
                "valid_until": state == "granted" and valid_until,
                **self._prepare_text_vals(
                    profile, purpose, state, partner, texts.get(purpose.kind)
                ),
            }
            for partner in partners
            for purpose, channel, state in decisions
        ]

    @api.model
    def _leave_known(self, vals_list, current):
        """Leave out what is decided already.

        :param list vals_list: values of records
        :param dict current: as of ``dealer.consent.state._get_rows``
        :return: list of values
        """
        news = []
        for vals in vals_list:
            names = ("partner_id", "purpose_id", "channel", "vehicle_id")
            row = current.get(tuple(vals[name] for name in names))
            is_known = row and row.state == vals["state"]
            if is_known and row.state == "granted":
                known = row.consent_id
                is_known = (known.text_sha256, known.valid_until) == (
                    vals["text_sha256"],
                    vals["valid_until"] or False,
                )
            if not is_known:
                news.append(vals)
        return news

    @api.model
    def _add_cars(self, vals_list, current):
        """Withdrawals of everything hold for the cars which were granted alone.

        :param list vals_list: values of records
        :param dict current: as of ``dealer.consent.state._get_rows``
        :return: list of further values
        """
        cars = defaultdict(list)
        for (*said, vehicle), row in current.items():
            if vehicle and row.state == "granted":
                cars[tuple(said)].append(vehicle)
        return [
            {**vals, "vehicle_id": vehicle}
            for vals in vals_list
            if vals["state"] == "withdrawn" and not vals["vehicle_id"]
            for vehicle in cars[vals["partner_id"], vals["purpose_id"], vals["channel"]]
        ]

    @api.model
    def _get_client(self):
        """Address and browser the request comes from; nothing in a job."""
        if not request:
            return {}
        return {
            "ip": request.httprequest.remote_addr,
            "user_agent": request.httprequest.user_agent.string[:200],
        }

    @api.model
    def _prepare_text_vals(self, profile, purpose, state, partner, signed=None):
        """The wording which a consent is to, and its proof.

        :param signed: dealer.consent.text on the signed paper, if any
        :return: dict for ``create``
        :raise UserError: there is no wording to agree to
        """
        if state != "granted":
            return {}
        text = signed or profile._get_text(purpose.kind, partner.lang)
        if not text:
            raise UserError(
                self.env._(
                    "There is no wording to agree to: write one in the consent "
                    "profile %(profile)s.",
                    profile=profile.name or self.env.company.name,
                )
            )
        return {"text_id": text.id, "text_sha256": text.sha256}
