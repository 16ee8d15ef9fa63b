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
from access_plants import AccessPlants

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
class TestAccessMatrix(AccessPlants, AccountTestInvoicingCommon, HttpCase):
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
