"""From a stored message to customers and leads."""

import logging

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, plaintext2html
from odoo.tools.sql import escape_psql

from ..tools import adf, lead_error, prospect

_logger = logging.getLogger(__name__)


class DealerInbox(models.Model):
    _inherit = "dealer.inbox"

    def _process(self):
        """Make leads of the rows; what cannot be read goes to quarantine, whole.

        Each row is worked on under its lock and in a savepoint: either all its leads
        are there or none. Only failures of the transaction itself are raised, so
        that the caller's retry runs it again.
        """
        for row in self:
            row._lock_row()
            if row.state not in ("pending", "quarantine"):
                continue
            try:
                with self.env.cr.savepoint():
                    row._as_intake_user()._take()
            except psycopg2.OperationalError:
                raise
            except lead_error.LeadError as error:
                row._quarantine(self._get_error_message(error))
            except UserError as error:
                row._quarantine(str(error))
            except Exception as error:
                _logger.exception("intake message %s", row.id)
                row._quarantine(
                    self.env._("Unexpected fault: %(fault)s", fault=str(error)[:500])
                )

    def _lock_row(self):
        self.env.execute_query(
            SQL("SELECT id FROM dealer_inbox WHERE id = %s FOR UPDATE", self.id)
        )
        self.invalidate_recordset(["state"])

    def _as_intake_user(self):
        """The row in the name of the intake user, in the showroom of its source."""
        user = self.env.ref("dealer_crm.user_intake")
        return self.with_user(user).with_company(self.company_id)

    def _quarantine(self, message):
        # sudo: a clerk who re-runs a message may not edit its state by hand.
        self.sudo().write({"state": "quarantine", "error": message})

    def _take(self):
        """Read the message and create what it asks for.

        :raise tools.lead_error.LeadError: the message is unreadable
        """
        prospects = self._read()
        # Whoever cannot be called nor named makes no customer; others wait for nobody.
        known = [item for item in prospects if not item.get("incomplete")]
        leads = self.env["crm.lead"]
        repeats = 0
        for item in known:
            lead, is_new = self._take_prospect(item)
            leads |= lead
            repeats += not is_new
        # sudo: nobody may change a message by hand, the intake user neither.
        self.sudo().write(
            {
                "parsed": prospects,
                "lead_ids": leads.ids,
                "lead_total": len(leads),
                "state": "duplicate" if repeats == len(known) else "done",
                "error": self._get_incomplete_message(len(prospects) - len(known)),
            }
        )

    def _get_incomplete_message(self, count):
        """What a clerk has to know of people in a message who were not taken.

        :param int count: of those without any name, phone and e-mail
        :return: translated text, False when there are none
        """
        return bool(count) and self.env._(
            "Without a name, phone and e-mail, therefore no lead: %(count)s. Read the "
            "message for what else it says.",
            count=count,
        )

    def _take_prospect(self, item):
        """One lead of the message.

        :param dict item: prospect as tools.adf returns it
        :return: tuple (crm.lead, False when the sender repeats one it has sent)
        """
        ref = None
        if external_ref := adf.split_prospect_key(item):
            ref, is_new = self.env["dealer.intake.ref"]._claim(
                self.intake_source_id, external_ref
            )
            if not is_new and ref.lead_id:
                self._note_repeat(ref.lead_id, item)
                return ref.lead_id, False
        self._take_turn(item)
        partner = self._find_or_create_customer(item)
        if lead := self._find_lead_of_other_source(partner):
            self._join_lead(lead, item)
        else:
            lead = self.env["crm.lead"].create(self._prepare_lead_vals(item, partner))
            self._touch(lead, is_first=True)
        if ref:
            ref.lead_id = lead
        if partner.dealer_erased_before:
            lead.message_post(body=self._get_erased_note(partner))
        return lead, True

    def _get_erased_note(self, partner):
        """What the salesperson has to know of somebody who was erased once.

        :param partner: res.partner
        :return: translated text
        """
        return self.env._(
            "This person asked to be erased on %(date)s and has now come back. Answer "
            "the request; send no advertising without a new consent.",
            date=partner.dealer_erased_before,
        )

    def _note_repeat(self, lead, item):
        if self.original_id:
            lead.message_post(
                body=plaintext2html(
                    self.env._("The sender repeats this lead:")
                    + "\n"
                    + prospect.describe(item)
                )
            )

    # === CUSTOMER === #

    def _find_or_create_customer(self, item):
        """The customer of a prospect: a known one by phone or e-mail, else a new one.

        :param dict item: prospect as tools.adf returns it
        :return: res.partner
        """
        values = self._prepare_partner_vals(item)
        partner, doubtful = self._find_customer(item, values)
        if not partner:
            partner = self.env["res.partner"].create(values)
            self.env["dealer.duplicate"]._store(
                [(partner, other, likeness) for other, likeness in doubtful]
            )
            return partner
        # sudo: whose login it is; contacts of colleagues are closed for the intake.
        if any(not user.share for user in partner.sudo().user_ids):
            return partner
        # What a person entered is never replaced by what a portal sends.
        missing = {
            name: values[name]
            for name in ("phone", "email", "street", "city", "zip")
            if values.get(name) and not partner[name]
        }
        if missing:
            partner.write(missing)
        return partner

    def _find_customer(self, item, values):
        """The known customer who sent the message, if it is sure that it is him.

        :param dict item: prospect as tools.adf returns it
        :param dict values: values of a new partner
        :return: tuple (res.partner, empty when nobody is sure; list of tuples
            (res.partner, tools.match.Match) who only may be the same)
        """
        partners = self.env["res.partner"].with_company(self.company_id)
        # A phone number in place of the name is none.
        name = item["customer"].get("full_name") or ""
        country = self.env["res.country"].browse(values.get("country_id") or ())
        code = country.code or self.intake_source_id._get_country_code()
        (hits,) = partners._dealer_duplicates_batch(
            [{**values, "name": name, "country_code": code}]
        )
        sure, _shown = partners._get_dealer_thresholds()
        if hits and hits[0][1].score >= sure:
            return hits[0][0].with_env(self.env), []
        return self.env["res.partner"], hits

    def _prepare_partner_vals(self, item):
        """Values of a new customer.

        :param dict item: prospect as tools.adf returns it
        :return: dict for ``res.partner.create``
        """
        customer = item["customer"]
        phones, emails = customer.get("phones") or [], customer.get("emails") or []
        phone = customer.get("preferred_phone") or next(iter(phones), False)
        email = customer.get("preferred_email") or next(iter(emails), False)
        address = customer.get("address") or {}
        values = {
            "name": customer.get("full_name") or phone or email,
            "phone": phone,
            "email": email,
            "street": address.get("street") or False,
            "city": address.get("city") or False,
            "zip": address.get("postalcode") or False,
            "country_id": self._get_customer_country(address.get("country")).id,
            "user_id": self.intake_source_id.user_id.id,
        }
        if lang := self.intake_source_id.lang:
            values["lang"] = lang
        return values

    def _get_customer_country(self, text):
        """The country which a message names, else that of its source.

        :param str text: code or name in the language of the showroom, or None
        :return: res.country or an empty recordset
        """
        countries = self.env["res.country"]
        text = (text or "").strip()
        if text:
            named = ("name", "=ilike", escape_psql(text))
            domain = ["|", ("code", "=", text.upper()), named]
            countries = countries.search(domain, limit=1)
        return countries or self.intake_source_id.country_id

    # === LEAD === #

    def _prepare_lead_vals(self, item, partner):
        """Values of the lead of a prospect.

        :param dict item: prospect as tools.adf returns it
        :param partner: res.partner, the customer
        :return: dict for ``crm.lead.create``
        """
        source = self.intake_source_id
        wanted = item.get("vehicle") or {}
        brand, model = self.env["fleet.vehicle.model.brand"]._dealer_match(
            wanted.get("make"), wanted.get("model")
        )
        vehicle, _vin_key = self.env["dealer.vehicle"]._find_or_prepare(
            wanted.get("vin")
        )
        trade_in = self._get_trade_in(item, partner)
        return {
            "name": prospect.title(item),
            "type": "opportunity",
            "partner_id": partner.id,
            "team_id": source.team_id.id,
            "user_id": source.user_id.id,
            "company_id": source.company_id.id,
            "source_id": source.utm_source_id.id,
            "medium_id": source.utm_medium_id.id,
            "dealer_intake_source_id": source.id,
            "description": plaintext2html(prospect.describe(item)),
            "dealer_wish_brand_id": brand.id,
            "dealer_wish_model_id": model.id,
            "dealer_wish_year": prospect.year(wanted),
            "dealer_wish_text": prospect.vehicle_text(wanted) or False,
            "dealer_vehicle_id": vehicle.filtered(
                lambda car: car.state in ("stock", "demo")
            ).id,
            "dealer_test_drive_wanted": wanted.get("interest") == "test-drive",
            "dealer_trade_in_vehicle_id": trade_in.id,
            "dealer_trade_in_text": prospect.vehicle_text(item.get("trade_in") or {})
            or False,
        }

    def _get_trade_in(self, item, partner):
        """The customer's own car, when the message names a usable VIN.

        A car that is known already keeps its owner: anybody may write any VIN.

        :return: dealer.vehicle or an empty recordset
        """
        offered = item.get("trade_in") or {}
        vehicles = self.env["dealer.vehicle"]
        vehicle, vin_key = vehicles._find_or_prepare(offered.get("vin"))
        if vehicle or not vin_key:
            return vehicle
        _brand, model = self.env["fleet.vehicle.model.brand"]._dealer_match(
            offered.get("make"), offered.get("model")
        )
        vehicle = vehicles.create(
            {
                "vin": vin_key,
                "model_id": model.id,
                "model_year": prospect.year(offered),
            }
        )
        vehicle._set_owner(partner)
        if kilometres := prospect.kilometres(offered):
            self.env["dealer.vehicle.odometer"].create(
                {"vehicle_id": vehicle.id, "value": kilometres, "source": "lead"}
            )
        return vehicle

    # === MESSAGES === #

    @api.model
    def _get_error_message(self, error):
        """Words for an unreadable message.

        :param error: tools.lead_error.LeadError
        :return: translated text which says what to do
        """
        messages = {
            "empty": self.env._("The message is empty."),
            "too_large": self.env._("The message is too large to be read."),
            "not_xml": self.env._("This is not ADF XML."),
            "forbidden_dtd": self.env._(
                "The message declares a document type or entities, which is not "
                "allowed. Ask the sender to leave them out."
            ),
            "no_prospect": self.env._("There is no <prospect> in the message."),
            "no_contact": self.env._(
                "The message names no customer: neither name, phone nor e-mail."
            ),
            "too_many": self.env._("There are too many prospects in one message."),
            "not_json": self.env._("This is not JSON."),
            "wrong_type": self.env._("The value of a field is of another type:"),
            "robot": self.env._(
                "A field was filled in which people do not see: probably a robot. If "
                "it was a person, empty the field in a repaired copy."
            ),
            "automatic": self.env._(
                "This is an automatic reply or a newsletter. If it is a lead, start a "
                "repaired copy and read it again."
            ),
        }
        message = messages.get(error.code) or self.env._("The message is unreadable.")
        return f"{message} {error.detail or ''}".strip()

    @api.model
    def _get_too_large_message(self, limit):
        return self.env._(
            "The message is larger than %(limit)s KiB. Send one lead at a time.",
            limit=limit // 1024,
        )
