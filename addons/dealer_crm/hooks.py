"""Installation hooks of the addon."""

import psycopg2

from odoo.exceptions import UserError
from odoo.tools import SQL

from . import append_only

EXTENSIONS = ("pg_trgm", "btree_gist")


def pre_init_hook(env):
    """Create the PostgreSQL extensions which our indexes and constraints need.

    Odoo only logs when a constraint or a trigram index cannot be created, so an
    addon would look installed without them. Both extensions are trusted: the
    database owner may create them.

    :raise UserError: an extension is missing and may not be created
    """
    for extension in EXTENSIONS:
        try:
            with env.cr.savepoint():
                name = SQL.identifier(extension)
                env.cr.execute(SQL("CREATE EXTENSION IF NOT EXISTS %s", name))
        except psycopg2.Error as error:
            raise UserError(
                env._(
                    "PostgreSQL refuses to create the extension %(extension)s: "
                    "%(reason)s. Ask the administrator of the database server to run "
                    "CREATE EXTENSION %(extension)s; in this database, then install "
                    "again.",
                    extension=extension,
                    reason=error.diag.message_primary,
                )
            ) from error
    # Odoo looked for pg_trgm before this hook ran.
    env.registry.has_trigram = True


def uninstall_hook(env):
    """Remove the function of the privacy log's triggers."""
    append_only.forget(env.cr, "dealer_privacy_log")
