"""A colleague's customer is on no route of somebody who sees only own customers.

A word is planted into every text of every record of the customer, then everything a
client can ask is asked, and no answer may contain the word. Models, methods and routes
are found in the registry: a new one is tested from its first day.
"""

import inspect
import json
import threading
from datetime import date, datetime, timedelta

import access_policy
import psycopg2

from odoo import http, models
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL, mute_logger
from odoo.tools.json import json_default

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

CANARY = "CANARY"
TEXTS = ("char", "text", "html")
# By these the record is found or shown at all.
TECHNICAL = {
    *("model", "res_model", "res_model_name", "origin_model", "access_token", "state"),
    *(
        "message_id",
        "email_layout_xmlid",
        "mimetype",
        "store_fname",
        "checksum",
        "type",
    ),
    *(
        "lang",
        "tz",
        "dealer_search_key",
        "display_type",
        "url",
        "res_field",
        "move_type",
    ),
    *("complete_name", "path", "parent_path", "invite_token", "raw", "message_type"),
}
GROUPS = (
    "dealer_crm.group_dealer_user",
    "dealer_service.group_service_advisor",
    "dealer_loyalty.group_loyalty_desk",
    "base.group_allow_export",
)
REFUSALS = (AccessError, MissingError, UserError, ValidationError)


def is_ours(cls):
    return (getattr(cls, "__module__", "") or "").startswith("odoo.addons.dealer_")


@tagged("post_install", "-at_install")
class TestAccessMatrix(AccountTestInvoicingCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.env = cls.env(
            su=True,
            context=dict(
                cls.env.context,
                tracking_disable=True,
                allowed_company_ids=cls.company.ids,
            ),
        )
        cls.colleague, cls.open_user = cls._user("other"), cls._user("open")
        cls.curious = cls._user("curious", "dealer_crm.group_own_customers")
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "CANARY Borisson",
                "phone": "+49 30 901844",
                "email": "canary@example.com",
                "user_id": cls.colleague.id,
                "image_1920": cls._picture(),
                "child_ids": [
                    Command.create({"name": "CANARY Post", "type": "delivery"})
                ],
                "bank_ids": [Command.create({"acc_number": "CANARY-1"})],
            }
        )
        cls.planted = cls._plant_records()
        cls._plant_chatter()
        cls.words = cls._plant_words()

    @classmethod
    def _user(cls, name, *groups):
        return new_test_user(
            cls.env,
            f"matrix-{name}",
            ",".join([*GROUPS, *groups]),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _picture(cls):
        # One pixel.
        return (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
            "awAAAABJRU5ErkJggg=="
        )

    @classmethod
    def _plant_records(cls):
        """A record of the customer in every restricted model.

        :return: dict model name -> records
        """
        env, customer = cls.env, cls.customer
        mine = {"partner_id": customer.id, "company_id": cls.company.id}
        car, demo = env["dealer.vehicle"].create(
            [
                {"vin": "WBA8E9G50GNT43213", "license_plate": "CAN 4455"},
                {"vin": "WBA8E9G50GNT43214", "state": "demo"},
            ]
        )
        car._set_owner(customer)
        car.odometer_ids = [Command.create({"value": 5000})]
        lead = env["crm.lead"].create(
            {**mine, "name": "x", "type": "opportunity", "user_id": cls.colleague.id}
        )
        start = {"start": datetime(2026, 3, 2, 9), "stop": datetime(2026, 3, 2, 10)}
        twin = env["res.partner"].create({"name": "Somebody Else"})
        pair = {"partner_id": customer.id, "other_id": twin.id, "score": 90}
        touch = {
            "lead_id": lead.id,
            "company_id": cls.company.id,
            "intake_source_id": env["dealer.intake.source"]
            .create(
                {"name": "Portal", "team_id": env["crm.team"].search([], limit=1).id}
            )
            .id,
        }
        event = env["calendar.event"].create(
            {
                **start,
                "name": "x",
                "user_id": cls.colleague.id,
                "partner_ids": [Command.set(customer.ids)],
            }
        )
        cls.lead, cls.car = lead, car
        return {
            "res.partner": customer | customer.child_ids,
            "res.partner.bank": customer.bank_ids,
            "dealer.vehicle": car,
            "dealer.vehicle.ownership": car.ownership_ids,
            "dealer.vehicle.odometer": car.odometer_ids,
            "dealer.vehicle.plate": env["dealer.vehicle.plate"].search(
                [("vehicle_id", "=", car.id)]
            ),
            "crm.lead": lead,
            "dealer.lead.touch": env["dealer.lead.touch"].create(touch),
            "dealer.call": env["dealer.call"].create(
                {**mine, "result": "reached", "user_id": cls.colleague.id}
            ),
            "dealer.visit": env["dealer.visit"].create(
                {"partner_id": customer.id, "user_id": cls.colleague.id, "note": "x"}
            ),
            "dealer.test.drive": env["dealer.test.drive"].create(
                {**mine, **start, "lead_id": lead.id, "vehicle_id": demo.id}
            ),
            **cls._plant_appraisal(mine, lead, car),
            "dealer.duplicate": env["dealer.duplicate"].create(pair),
            "calendar.event": event,
            "calendar.attendee": event.attendee_ids,
            **cls._plant_documents(mine, car),
        }

    @classmethod
    def _plant_appraisal(cls, mine, lead, car):
        """The customer's car with a photo; see ``_plant_records``."""
        pixel = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6"
            "kgAAAABJRU5ErkJggg=="
        )
        appraisal = cls.env["dealer.appraisal"].create(
            {
                **mine,
                "lead_id": lead.id,
                "vehicle_id": car.id,
                "photo_ids": [Command.create({"image_1920": pixel, "note": "x"})],
            }
        )
        return {
            "dealer.appraisal": appraisal,
            "dealer.appraisal.photo": appraisal.photo_ids,
        }

    @classmethod
    def _plant_documents(cls, mine, car):
        """Orders, invoices and points of the customer; see ``_plant_records``."""
        env, customer = cls.env, cls.customer
        order = env["sale.order"].create(
            {
                **mine,
                "user_id": cls.colleague.id,
                "order_line": [Command.create({"product_id": cls.product_a.id})],
            }
        )
        service = env["dealer.service.order"].create(
            {
                **mine,
                "vehicle_id": car.id,
                "advisor_id": cls.colleague.id,
                "line_ids": [Command.create({"kind": "labour", "quantity": 1})],
            }
        )
        service._make_checks("inspection")
        invoice = cls.init_invoice(
            "out_invoice", partner=customer, amounts=[100], post=True
        )
        invoice.invoice_user_id = False
        program = env["loyalty.program"].search([("dealer_club", "=", True)], limit=1)
        env["dealer.loyalty.tier"].create({"name": "First", "program_id": program.id})
        card = customer._dealer_enrol(program)
        env["dealer.loyalty.ledger"]._post(
            card, "adjust", 500, "matrix", description="CANARY points"
        )
        env["dealer.loyalty.ledger"]._hold(card, 10)
        club = cls._plant_club(env, program, card, invoice)
        gift = env["loyalty.card"].create(
            {
                "program_id": env["loyalty.program"]
                .create({"name": "Gifts", "program_type": "gift_card"})
                .id,
                "partner_id": customer.id,
            }
        )
        offers = env.ref("dealer_marketing.purpose_offers")
        decisions = [(offers, "email", "granted")]
        consents = env["dealer.consent"]._record(
            customer, decisions, "desk", "CANARY evidence"
        )
        return {
            **cls._plant_service(mine, car),
            "dealer.consent": consents,
            "dealer.consent.state": env["dealer.consent.state"].search(
                [("partner_id", "=", customer.id)]
            ),
            **cls._plant_claims(customer, offers),
            "dealer.contact.refusal": env["dealer.contact.refusal"].create(
                {"partner_id": customer.id, "channel": "email", "reason": "none"}
            ),
            "sale.order": order,
            "sale.order.line": order.order_line,
            "account.move": invoice,
            "account.move.line": invoice.line_ids,
            "account.analytic.account": env["account.analytic.account"].create(
                {
                    **mine,
                    "name": "x",
                    "plan_id": env["account.analytic.plan"]
                    .create({"name": "Deals"})
                    .id,
                }
            ),
            "dealer.service.order": service,
            "dealer.service.line": service.line_ids,
            **cls._plant_workshop(service),
            "loyalty.card": card | gift,
            "loyalty.history": env["loyalty.history"].create(
                {"card_id": gift.id, "description": "x"}
            ),
            "dealer.loyalty.entry": env["dealer.loyalty.entry"].search(
                [("card_id", "=", card.id)]
            ),
            "dealer.loyalty.hold": env["dealer.loyalty.hold"].search(
                [("card_id", "=", card.id)]
            ),
            "dealer.loyalty.tier.change": card.dealer_tier_change_ids,
            **club,
            **cls._plant_desk(card),
        }

    @classmethod
    def _plant_workshop(cls, service):
        """A claim, a transfer and a rating of the customer's service order."""
        env = cls.env
        pay_type = env.ref("dealer_service.pay_type_warranty")
        pay_type.with_company(cls.company).payer_id = cls.partner_a
        sale = env["sale.order"].create(
            {
                "partner_id": cls.partner_a.id,
                "company_id": cls.company.id,
                "dealer_service_order_id": service.id,
                "dealer_pay_type_id": pay_type.id,
            }
        )
        kind = env["stock.picking.type"].search(
            [("company_id", "=", cls.company.id), ("code", "=", "outgoing")], limit=1
        )
        picking = {"partner_id": cls.customer.id, "picking_type_id": kind.id}
        rating = {
            "partner_id": cls.customer.id,
            "res_model_id": env["ir.model"]._get_id("dealer.service.order"),
            "res_id": service.id,
        }
        return {
            "dealer.service.check": service.check_ids,
            "dealer.warranty.claim": env["dealer.warranty.claim"]._ensure(sale),
            "stock.picking": env["stock.picking"].create(picking),
            "rating.rating": env["rating.rating"].create(rating),
        }

    @classmethod
    def _plant_desk(cls, card):
        """What the card desk keeps of the customer; see ``_plant_records``."""
        env = cls.env
        relative, friend = env["res.partner"].create(
            [{"name": "A Relative"}, {"name": "A Friend"}]
        )
        card._replace_dealer_number("lost")
        return {
            "dealer.loyalty.member": env["dealer.loyalty.member"]._share(
                card, relative, "redeem"
            ),
            "dealer.loyalty.number": card.dealer_number_ids,
            "dealer.loyalty.gift": env["dealer.loyalty.gift"]._give(
                cls.customer, 2026, "Perfume"
            ),
            "dealer.loyalty.referral": env["dealer.loyalty.referral"].create(
                {
                    "card_id": card.id,
                    "partner_id": friend.id,
                    "company_id": cls.company.id,
                }
            ),
        }

    @classmethod
    def _plant_club(cls, env, program, card, invoice):
        """Rows of the club which hang on the card of the hidden customer.

        :return: dict model name -> records
        """
        env["dealer.loyalty.bonus.rule"].create(
            {"name": "Survey", "program_id": program.id, "event": "survey"}
        )
        env["dealer.loyalty.bonus"]._grant("survey", card.partner_id, "matrix")
        common = {"card_id": card.id, "company_id": env.company.id}
        env["dealer.loyalty.waiting"].create(
            {**common, "move_id": invoice.id, "points": 5}
        )
        env["dealer.loyalty.adjustment"].create(
            {
                **common,
                "points": 5,
                "reason": "CANARY reason",
                "requested_by_id": env.uid,
            }
        )
        env["dealer.loyalty.identification"].create(
            {
                **common,
                "user_id": env.uid,
                "method": "staff",
                "success": True,
                "valid_until": "2099-01-01",
            }
        )
        names = ("lot", "waiting", "bonus", "adjustment", "identification")
        planted = {
            name: env[name].search([("card_id", "=", card.id)])
            for name in (f"dealer.loyalty.{part}" for part in names)
        }
        planted["dealer.loyalty.lot.move"] = planted["dealer.loyalty.lot"].move_ids
        return planted

    @classmethod
    def _plant_service(cls, mine, car):
        """Appointment, reminder and recall of the customer's car."""
        env = cls.env
        rule = env.ref("dealer_service.reminder_rule_30")
        recall = env["dealer.recall"].create({"name": "R/1", "title": "Belt"})
        return {
            "dealer.service.appointment": env["dealer.service.appointment"].create(
                {**mine, "vehicle_id": car.id, "state": "waiting", "reason": "x"}
            ),
            "dealer.service.reminder": env["dealer.service.reminder"].create(
                {
                    "rule_id": rule.id,
                    "vehicle_id": car.id,
                    "partner_id": cls.customer.id,
                    "due_date": date(2026, 5, 4),
                    "date": date(2026, 4, 4),
                }
            ),
            "dealer.recall.vehicle": env["dealer.recall.vehicle"].create(
                {"recall_id": recall.id, "vehicle_id": car.id}
            ),
        }

    @classmethod
    def _plant_claims(cls, customer, purpose):
        """Reservations, contacts, greetings of the customer; see ``_plant_records``."""
        origin = "CANARY mailing"
        cls.env["dealer.contact.claim"]._claim(customer, purpose, "email", origin)
        greeting = cls.env.ref("dealer_marketing.greeting_birthday")
        runs = cls.env["dealer.greeting.run"]
        return {
            "dealer.greeting.run": runs._book(
                greeting, customer, 2026, "2026-03-01", cls.company
            ),
            **{
                name: cls.env[name].search([("origin", "=", origin)])
                for name in ("dealer.contact.claim", "dealer.contact.count")
            },
        }

    @classmethod
    def _plant_chatter(cls):
        """Messages, tasks and files on what has a chatter."""
        env = cls.env
        for name in (
            "res.partner",
            "crm.lead",
            "dealer.vehicle",
            "dealer.service.order",
        ):
            record = cls.planted[name][:1]
            record.message_post(body="CANARY message", subject="CANARY subject")
            record.message_subscribe(cls.customer.ids)
            if hasattr(record, "activity_schedule"):
                record.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary="CANARY task",
                    user_id=cls.colleague.id,
                )
            env["ir.attachment"].create(
                {
                    "name": "CANARY.txt",
                    "raw": b"CANARY file",
                    "res_model": name,
                    "res_id": record.id,
                }
            )
        mine = [("name", "=", "CANARY.txt")]
        cls.planted["ir.attachment"] = env["ir.attachment"].search(mine)
        cls.planted["mail.message"] = env["mail.message"].search(
            [("subject", "=", "CANARY subject")]
        )
        cls.planted["mail.activity"] = env["mail.activity"].search(
            [("summary", "=", "CANARY task")]
        )
        cls.planted["mail.followers"] = env["mail.followers"].search(
            [("partner_id", "=", cls.customer.id)]
        )

    @classmethod
    def _plant_words(cls):
        """Write the word into every text, past all that would refuse it.

        :return: dict model name -> names of the fields with the word
        """
        cls.env.flush_all()
        words = {}
        for name, records in cls.planted.items():
            if name == "dealer.loyalty.entry":
                # Nobody writes there, not even we; the description has the word.
                words[name] = ["description"]
                continue
            model = cls.env[name]
            words[name] = [
                field.name
                for field in model._fields.values()
                if field.type in TEXTS
                and field.store
                and not field.translate
                and field.name not in TECHNICAL
                and model.with_user(cls.open_user)._has_field_access(field, "read")
                and cls._plant(records, field.name)
            ]
        cls.env.invalidate_all(flush=False)
        return words

    @classmethod
    def _plant(cls, records, name):
        """Write the word into a column; False where a check of the column refuses."""
        try:
            with cls.env.cr.savepoint(flush=False), mute_logger("odoo.sql_db"):
                for record in records:
                    cls.env.cr.execute(
                        SQL(
                            "UPDATE %s SET %s = %s WHERE id = %s",
                            SQL.identifier(records._table),
                            SQL.identifier(name),
                            f"{CANARY}-{name}-{record.id}",
                            record.id,
                        )
                    )
        except psycopg2.Error:
            return False
        return bool(records)

    # === WHAT HAS TO BE ASKED === #

    def _restricted_models(self):
        return sorted(
            name
            for name, model in self.env.registry.items()
            if "dealer_visible" in model._fields
            and not model._abstract
            and not model._fields["dealer_visible"].inherited
        )

    def _public_methods(self):
        """Our public methods which want no arguments, or those of the policy.

        :return: list of (model name, method name, arguments)
        """
        found = []
        for name, model in self.env.registry.items():
            for cls in filter(is_ours, model.mro()):
                for method, function in vars(cls).items():
                    if method.startswith("_") or not inspect.isfunction(function):
                        continue
                    if any(
                        method in vars(base)
                        for base in model.mro()
                        if not is_ours(base)
                    ):
                        continue
                    found.append((name, method, inspect.signature(function)))
        return sorted({(name, method): sign for name, method, sign in found}.items())

    def _ask(self, model, method, *args, **kwargs):
        """The answer to a call of the client, as text; '' when it is refused."""
        env = self.env(user=self.curious, su=False)
        env.invalidate_all()
        try:
            with self.cr.savepoint():
                answer = call_kw(env[model], method, list(args), kwargs)
                return json.dumps(answer, default=json_default)
        except REFUSALS as error:
            return "" if isinstance(error, AccessError) else str(error)
        finally:
            self.env.invalidate_all()

    def _assert_silent(self, answer, *asked):
        self.assertNotIn(CANARY.lower(), answer.lower(), asked)

    # === NOTHING IS FORGOTTEN === #

    def test_every_model_has_a_place(self):
        env = self.env(user=self.curious, su=False)
        missing = []
        for name, model in env.registry.items():
            if model._abstract or model._transient or "dealer_visible" in model._fields:
                continue
            links = [
                field.name
                for field in model._fields.values()
                if field.comodel_name == "res.partner"
                and field.store
                and field.type in ("many2one", "many2many")
                and name not in access_policy.NOT_RESTRICTED
            ]
            if links and env[name].has_access("read"):
                missing.append((name, links))
        self.assertEqual(missing, [], "Restrict these, or say why not in the policy.")

    def test_every_restricted_model_has_its_rule_and_a_record(self):
        for name in self._restricted_models():
            rules = self.env["ir.rule"].search(
                [
                    ("model_id.model", "=", name),
                    ("domain_force", "ilike", "group_own_customers"),
                    ("groups", "=", False),
                ]
            )
            self.assertEqual(len(rules), 1, f"{name}: one global rule")
            self.assertTrue(
                rules.perm_read and rules.perm_write and rules.perm_unlink, name
            )
            if name not in access_policy.NOT_PLANTED:
                self.assertTrue(self.planted.get(name), f"{name}: plant a record")

    def test_words_are_really_there(self):
        """Whoever may see all finds them, else the silence would prove nothing."""
        for name, fields in self.words.items():
            records = self.planted[name].with_user(self.open_user)
            if not records.has_access("read"):
                continue
            self.assertIn(CANARY.lower(), str(records.read(fields)).lower(), name)

    def test_every_route_has_a_place(self):
        ours = set()
        threading.current_thread().dbname = self.env.cr.dbname
        for route in self.env["ir.http"].routing_map().iter_rules():
            endpoint = route.endpoint
            # Not the class of the controller: Odoo makes that one, in its own module.
            if is_ours(endpoint.func):
                ours.add(route.rule)
        self.assertEqual(ours, set(access_policy.ROUTES), "Say what these serve.")

    def test_without_the_rules_it_would_be_noticed(self):
        self.env["ir.rule"].search(
            [("domain_force", "ilike", "group_own_customers")]
        ).active = False
        self.env.registry.clear_cache()
        for name in ("res.partner", "crm.lead", "dealer.vehicle", "dealer.call"):
            answer = self._ask(name, "search_read", [], self.words[name])
            if name != "crm.lead":
                self.assertIn(CANARY, answer, name)
            else:
                # A salesperson never reads leads of colleagues.
                self._assert_silent(answer, name)

    # === THE ORM FROM OUTSIDE === #

    def test_reading(self):
        for name, fields in self.words.items():
            ids = self.planted[name].ids
            mine = [("id", "in", ids)]
            spec = {field: {} for field in fields}
            for asked in (
                ("read", ids, fields),
                ("web_read", ids, spec),
                ("search_read", mine, fields),
                ("web_search_read", mine, spec),
                ("search_read", [], fields),
                ("export_data", ids, fields),
                ("copy", ids),
                ("copy_data", ids),
                ("get_metadata", ids),
                ("web_name_search", CANARY, {"display_name": {}}),
                ("name_search", CANARY),
                ("message_get_subscription_data", ids),
            ):
                if hasattr(self.env[name], asked[0]):
                    self._assert_silent(self._ask(name, *asked), name, *asked)

    def test_searching_is_no_oracle(self):
        for name, fields in self.words.items():
            for field in fields:
                for operator in ("=ilike", "ilike"):
                    answer = self._ask(
                        name, "search_count", [(field, operator, f"{CANARY}%")]
                    )
                    self.assertIn(answer, ("", "0"), (name, field))

    def test_grouping(self):
        for name, fields in self.words.items():
            for field in fields:
                for asked in (
                    ("formatted_read_group", [], [field], ["__count"]),
                    ("web_read_group", [], [field]),
                ):
                    self._assert_silent(self._ask(name, *asked), name, *asked)

    def test_views_on_others(self):
        for name in sorted({*access_policy.NOT_PLANTED, "dealer.timeline"}):
            fields = [
                field.name
                for field in self.env[name]._fields.values()
                if field.store and field.type not in ("binary", "many2many", "one2many")
            ]
            self._assert_silent(self._ask(name, "search_read", [], fields), name)

    def test_links_from_what_one_may_see(self):
        """Names of hidden people are not read through visible records."""
        mine = self.env["res.partner"].create(
            {"name": "Mine", "user_id": self.curious.id}
        )
        mine.message_subscribe(self.customer.ids)
        category = self.env["res.partner.category"].create(
            {"name": "Word", "partner_ids": [Command.set(self.customer.ids)]}
        )
        for name, ids, spec in (
            (
                "res.partner",
                mine.ids,
                {
                    "message_partner_ids": {"fields": {"display_name": {}}},
                    "message_follower_ids": {"fields": {"display_name": {}}},
                },
            ),
            (
                "res.partner.category",
                category.ids,
                {"partner_ids": {"fields": {"display_name": {}}}},
            ),
        ):
            self._assert_silent(self._ask(name, "web_read", ids, spec), name)

    def test_changing(self):
        for name, fields in self.words.items():
            records = self.planted[name]
            fields = fields or ["display_name"]
            before = records.read(fields)
            for asked in (
                ("write", records.ids, {fields[0]: "changed"}),
                ("web_save", records.ids, {fields[0]: "changed"}, {fields[0]: {}}),
                ("unlink", records.ids),
            ):
                self._assert_silent(self._ask(name, *asked), name, *asked)
            self.assertEqual(records.exists().read(fields), before, name)

    def test_our_public_methods(self):
        missing = []
        for (name, method), signature in self._public_methods():
            wanted = [
                parameter
                for parameter in list(signature.parameters.values())[1:]
                if parameter.default is parameter.empty
                and parameter.kind
                not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
            ]
            arguments = access_policy.ARGUMENTS.get(method)
            if wanted and arguments is None:
                missing.append(f"{name}.{method}{signature}")
                continue
            api_model = getattr(
                getattr(self.env.registry[name], method), "_api_model", False
            )
            records = self.planted.get(name)
            if not api_model and not records:
                continue
            ids = [] if api_model else [records.ids[:1]]
            answer = self._ask(name, method, *ids, *(arguments or []))
            self._assert_silent(answer, name, method)
        self.assertEqual(missing, [], "Say in the policy how these are called.")

    # === OVER HTTP === #

    def _get(self, url, **kwargs):
        answer = self.url_open(url, **kwargs)
        self._assert_silent(answer.text, url)
        return answer

    def _rpc(self, route, **params):
        answer = self.make_jsonrpc_request_raw(route, params)
        self._assert_silent(answer, route, params)

    def make_jsonrpc_request_raw(self, route, params):
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        return self.url_open(
            route, json.dumps(body), headers={"Content-Type": "application/json"}
        ).text

    @mute_logger("odoo.http", "odoo.addons.web.controllers.export")
    def test_routes_of_stock(self):
        self.authenticate("matrix-curious", "matrix-curious")
        customer, lead = self.customer.id, self.lead.id
        for attachment in self.planted["ir.attachment"]:
            self.assertEqual(
                self._get(f"/web/content/{attachment.id}").status_code, 404
            )
        own = self.url_open("/web/image/res.partner/0/avatar_128").content
        self.assertEqual(
            self._get(f"/web/image/res.partner/{customer}/image_1920").content[:4],
            own[:4],
        )
        self._get(f"/web/content/res.partner/{customer}/name")
        self._get(f"/web/partner/vcard?partner_ids={customer}")
        self._get(f"/mail/view?model=crm.lead&res_id={lead}")
        for model, record in (("res.partner", customer), ("crm.lead", lead)):
            thread = {"thread_model": model, "thread_id": record}
            self._rpc("/mail/thread/messages", **thread)
            self._rpc(
                "/mail/data",
                fetch_params=[
                    [
                        "mail.thread",
                        {**thread, "request_list": ["followers", "attachments"]},
                    ]
                ],
            )
        for order in self.planted["sale.order"]:
            self._get(f"/report/html/sale.report_saleorder/{order.id}")
        for name in ("res.partner", "crm.lead", "dealer.vehicle"):
            self._export(name, self.planted[name].ids, self.words[name])

    def _export(self, name, ids, fields):
        data = {
            "model": name,
            "fields": [{"name": field, "label": field} for field in fields],
            "ids": ids,
            "domain": [],
            "groupby": [],
            "import_compat": False,
            "context": {},
        }
        for kind in ("csv", "xlsx"):
            token = http.Request.csrf_token(self)
            form = {"data": json.dumps(data), "csrf_token": token}
            self._get(f"/web/export/{kind}", data=form)

    @mute_logger("odoo.http")
    def test_json2(self):
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.curious)
            ._generate("rpc", "matrix", datetime.now() + timedelta(days=9))
        )
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        for name in ("res.partner", "crm.lead", "dealer.vehicle", "dealer.call"):
            ids, fields = self.planted[name].ids, self.words[name]
            for method, body in (
                ("read", {"ids": ids, "fields": fields}),
                ("search_read", {"domain": [], "fields": fields}),
            ):
                self._get(
                    f"/json/2/{name}/{method}", data=json.dumps(body), headers=headers
                )

    # === OTHER HOUSES === #

    def test_another_company(self):
        """Documents stay in their showroom; people and cars are shared by the group."""
        company = self.env["res.company"].create({"name": "Showroom Elsewhere"})
        user = new_test_user(
            self.env,
            "matrix-elsewhere",
            ",".join(GROUPS),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        for name, records in self.planted.items():
            if "company_id" not in records._fields or name in (
                "res.partner",
                "loyalty.card",
            ):
                continue
            owned = records.filtered("company_id")
            if not name.startswith("dealer.") or name == "dealer.vehicle" or not owned:
                continue
            found = owned.with_user(user).with_context(allowed_company_ids=company.ids)
            if found.has_access("read"):
                self.assertFalse(found.search([("id", "in", owned.ids)]), name)

    def test_portal(self):
        """A customer reads no record of another one."""
        portal = new_test_user(self.env, "matrix-portal", "base.group_portal")
        for name in self._restricted_models():
            records = self.planted.get(name)
            if not records:
                continue
            found = records.with_user(portal)
            if models.BaseModel.has_access(found.browse(), "read"):
                self.assertFalse(found.search([("id", "in", records.ids)]), name)

    def test_date_of_the_customer(self):
        """Not a text, and as private."""
        self.customer.dealer_birthdate = date(1931, 4, 5)
        self.assertEqual(
            self._ask(
                "res.partner", "search_count", [("dealer_birthdate", "=", "1931-04-05")]
            ),
            "0",
        )
