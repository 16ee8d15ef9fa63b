"""To be forgotten: a person's data are replaced everywhere, the books stay."""

import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import table_columns

from ..tools import privacy

QUIET = {
    "tracking_disable": True,
    "mail_notrack": True,
    "mail_create_nolog": True,
    "dealer_no_alert": True,
}
# Keys of suppression which a contact has, too.
KEYS = {"phone": "dealer_phone_key", "email": "dealer_email_key"}


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _erase(self, partner, reason, confirmed=False):
        """Make a person unrecognisable in everything that belongs to them.

        Nothing that the books or the history of a car need is deleted. It cannot be
        undone. Files are removed from the disk by a scheduled action.

        :param partner: res.partner
        :param str reason: for the log
        :param bool confirmed: go on where an obstacle only needs a confirmation
        :return: dealer.privacy.log
        :raise AccessError: the user is no manager
        :raise UserError: something has to be finished first
        """
        self._check_rights()
        # sudo: the rights have been checked; what belongs to the person is changed
        # whoever may see it.
        return self.sudo()._forget(partner.sudo(), reason, confirmed)

    def _forget(self, partner, reason, confirmed):
        """The erasure itself; see ``_erase``."""
        people = self._get_people(partner).with_context(**QUIET)
        self._lock_people(people)
        obstacles = [
            obstacle["text"]
            for obstacle in self._get_erasure_obstacles(people)
            if not (confirmed and obstacle["confirm"])
        ]
        if obstacles:
            raise UserError("\n".join(obstacles))
        found = self._collect(people)
        traces = self._get_traces(people, found)
        count = sum(map(len, found.values()))
        self.env["dealer.privacy.suppression"]._add(
            self._get_suppression_keys(people, found)
        )
        self._before_erase(people, found)
        self._delete_records(found)
        self._erase_records(found)
        self._erase_tracking(people, found)
        self._erase_logins(people)
        self._erase_people(people)
        self._erase_leftovers(people, traces)
        log = self.env["dealer.privacy.log"]._add(
            "erase", people[0], reason=reason, record_count=count
        )
        self.env.ref("dealer_crm.ir_cron_remove_files")._trigger()
        return log

    def _lock_people(self, people):
        """Keep others from adding to the contacts meanwhile."""
        people.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM res_partner WHERE id IN %s ORDER BY id FOR UPDATE",
                tuple(people.ids),
            ),
            log_exceptions=False,
        )
        people.invalidate_recordset()

    def _get_suppression_keys(self, people, found):
        """What the person will be recognised by: see ``tools.privacy``."""
        country = self.env.company._get_dealer_country_code()
        pairs = set()
        for person in people:
            pairs |= privacy.suppression_keys(
                phones=[person.dealer_phone_key, person.phone],
                emails=[person.email],
                name=person.name,
                birthdate=fields.Date.to_string(person.dealer_birthdate) or None,
                country_code=country,
            )
        leads = found.get("crm.lead", self.env["crm.lead"])
        pairs |= privacy.suppression_keys(
            phones=leads.mapped("phone"),
            emails=leads.mapped("email_from"),
            country_code=country,
        )
        return pairs - self._get_shared_keys(people, pairs)

    def _get_shared_keys(self, people, pairs):
        """Numbers and addresses of a family: the others may go on using them."""
        values = {kind: [key for kind_, key in pairs if kind_ == kind] for kind in KEYS}
        others = self._all("res.partner").search(
            Domain("id", "not in", people.ids)
            & Domain.OR(Domain(KEYS[kind], "in", keys) for kind, keys in values.items())
        )
        return {(kind, other[name]) for kind, name in KEYS.items() for other in others}

    def _before_erase(self, people, found):
        """Hook: what has to be done by the models' own rules, while names are there.

        :param people: res.partner
        :param dict found: model name -> records
        """
        leads = found.get("crm.lead", self.env["crm.lead"]).with_context(**QUIET)
        leads.filtered(lambda lead: lead.won_status == "pending").action_set_lost()
        self._keep_legal_data(found)

    def _keep_legal_data(self, found):
        """Put name and address of posted invoices into a file on each of them."""
        moves = found.get("account.move")
        if not moves:
            return
        posted = moves.filtered(
            lambda move: move.state == "posted" and move.is_invoice(True)
        )
        self.env["ir.attachment"].create(
            [
                {
                    "name": f"customer-{move.id}.txt",
                    "res_model": "account.move",
                    "res_id": move.id,
                    "mimetype": "text/plain",
                    "raw": self._get_legal_text(move).encode(),
                }
                for move in posted
            ]
        )
        # Whoever searches files by their content does not find the person.
        self._all("ir.attachment").search(
            [
                ("id", ">", 0),
                ("res_model", "=", "account.move"),
                ("res_id", "in", moves.ids),
            ]
        ).write({"index_content": False})

    @api.model
    def _get_legal_text(self, move):
        """Customer of an invoice, as the law wants it kept.

        :param move: account.move
        :return: text: number, name, address, tax number
        """
        partner = move.partner_id
        lines = [
            move.name,
            partner.name,
            partner._display_address(without_company=True),
            partner.vat,
        ]
        text = "\n".join(filter(None, lines))
        return "\n".join(line for line in text.splitlines() if line.strip())

    # === STEPS === #

    def _delete_records(self, found):
        policies = self._get_installed_policies()
        for name, records in found.items():
            if policies[name].treatment == "delete":
                records.exists().with_context(**QUIET).unlink()
        inbox = found.get("dealer.inbox", self.env["dealer.inbox"])
        # Without its text a message which waits can become nothing any more.
        inbox.filtered(lambda row: row.state in ("pending", "quarantine")).unlink()
        # Stock's import makes external ids of what stands in the file.
        names = Domain("model", "=", "res.partner") | Domain(
            "module", "in", ("__import__", "__export__")
        )
        records = Domain.OR(
            Domain("model", "=", name) & Domain("res_id", "in", records.ids)
            for name, records in found.items()
        )
        self._all("ir.model.data").search(names & records).unlink()

    def _erase_records(self, found):
        """Not through the ORM: documents are locked, messages are no news."""
        policies = self._get_installed_policies()
        self.env.flush_all()
        for name, records in found.items():
            if policies[name].erase and name not in ("res.partner", "res.users"):
                self._erase_columns(name, records.ids, policies[name].erase)
        self.env.invalidate_all(flush=False)

    def _erase_columns(self, name, ids, values):
        model = self.env[name]
        columns = table_columns(self.env.cr, model._table)
        sets = [
            SQL("%s = %s", SQL.identifier(column), self._get_new_value(value))
            for column, value in values.items()
            if column in columns
        ]
        if sets and ids:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE id IN %s",
                    SQL.identifier(model._table),
                    SQL(", ").join(sets),
                    tuple(ids),
                )
            )

    def _get_new_value(self, value):
        if isinstance(value, str) and "{id}" in value:
            before, after = value.split("{id}")
            return SQL("%s || id || %s", before, after)
        if isinstance(value, (list, dict)):
            return SQL("%s::jsonb", json.dumps(value))
        return SQL("%s", value)

    def _erase_tracking(self, people, found):
        """Old and new values in the chatter: texts of the person's records, and the
        person's name wherever the contact was a value. The books keep their trail."""
        policies = self._get_installed_policies()
        # What was deleted has taken its messages along.
        messages = found.get("mail.message", self.env["mail.message"]).exists()
        messages = messages.filtered(
            lambda message: (
                message.model in policies and policies[message.model].has == "all"
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_tracking_value value
                   SET old_value_char = CASE
                           WHEN field.relation = 'res.partner'
                            AND NOT coalesce(old_value_integer IN %(people)s, FALSE)
                           THEN old_value_char END,
                       new_value_char = CASE
                           WHEN field.relation = 'res.partner'
                            AND NOT coalesce(new_value_integer IN %(people)s, FALSE)
                           THEN new_value_char END,
                       old_value_text = NULL, new_value_text = NULL
                  FROM ir_model_fields field
                 WHERE field.id = value.field_id
                   AND (field.relation = 'res.partner'
                        AND (value.old_value_integer IN %(people)s
                             OR value.new_value_integer IN %(people)s)
                     OR field.ttype IN ('char', 'text', 'html')
                        AND value.mail_message_id IN %(messages)s)
                """,
                people=tuple(people.ids),
                messages=tuple(messages.ids) or (0,),
            )
        )

    def _erase_logins(self, people):
        """Portal users cannot log in any more, and nothing tells who they were."""
        users = people.user_ids
        for user in users.with_context(**QUIET, no_reset_password=True):
            user.write(
                {
                    "login": f"erased-{user.id}",
                    "active": False,
                    "signature": False,
                    "out_of_office_message": False,
                }
            )
        if not users:
            return
        users.flush_recordset()
        self._erase_columns(
            "res.users", users.ids, {"password": None, "totp_secret": None}
        )
        for table in ("res_users_apikeys", "res_device_log", "res_users_log"):
            column = "create_uid" if table == "res_users_log" else "user_id"
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE %s IN %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    tuple(users.ids),
                )
            )
        self.env.registry.clear_cache()
        users.invalidate_recordset()

    def _erase_people(self, people):
        """The contacts themselves; what follows from them is computed again."""
        policy = self._get_policies()["res.partner"]
        empty = {
            name: False
            for name in policy.erase
            if name != "name" and name in people._fields
        }
        empty.update(
            category_id=False,
            dealer_interest_ids=False,
            dealer_motive_ids=False,
            state_id=False,
            image_1920=False,
            dealer_erased_at=fields.Datetime.now(),
            dealer_erased_before=False,
        )
        for person in people:
            person.write({**empty, "name": self._get_token(person)})
        # Stock looks for active logins, which are archived by now.
        living = people.filtered("active").with_context(active_test=True)
        living.write({"active": False})
        self.env["dealer.merge"]._refresh_people(people[0])
        self.env.flush_all()

    @api.model
    def _get_token(self, person):
        """The name of an erased contact.

        :param person: res.partner
        :return: translated text
        """
        return self.env._("Erased person #%(number)s", number=person.id)

    # === CRON === #

    @api.model
    def _cron_remove_files(self):
        """Remove the files of erased people from the disk, at once and not at night."""
        self.env["ir.attachment"]._gc_file_store()
