"""Tables to which rows are only added: triggers that refuse everything else."""

from odoo.tools import SQL

# What stands for a text about a person who was erased.
BLOT = "[erased]"


def function_name(table: str) -> str:
    """Return the name of the function which the triggers of a table call."""
    return f"{table}_append_only"


def trigger_names(table: str) -> tuple[str, str]:
    """Return the names of the triggers of a table: of changes, of emptying."""
    return f"{table}_no_change", f"{table}_no_truncate"


def protect(cr, table: str, columns, message: str, blottable=()):
    """Create or renew the triggers; for ``init`` of a model, at every update.

    Not the whole row is protected: an upgrade which adds a column, a merge, or the
    deletion of a user named in the row has to be able to write.

    :param cr: cursor
    :param str table: table whose rows stay
    :param columns: names of the columns which never change
    :param str message: what the database answers, without quotation marks
    :param blottable: those of ``columns`` which may become ``BLOT``, as when the person
        they speak of is erased, while everything else stays as it was
    """
    change, truncate = trigger_names(table)
    cr.execute(
        SQL(
            """
            CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger AS $$
            BEGIN
                IF TG_OP = 'UPDATE' THEN
                    IF %(allowed)s THEN
                        RETURN NEW;
                    END IF;
                END IF;
                RAISE EXCEPTION USING MESSAGE = %(message)s,
                    ERRCODE = 'restrict_violation';
            END
            $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER %(change)s
                BEFORE UPDATE OF %(columns)s OR DELETE ON %(table)s
                FOR EACH ROW EXECUTE FUNCTION %(function)s();
            CREATE OR REPLACE TRIGGER %(truncate)s
                BEFORE TRUNCATE ON %(table)s
                FOR EACH STATEMENT EXECUTE FUNCTION %(function)s();
            """,
            function=SQL.identifier(function_name(table)),
            change=SQL.identifier(change),
            truncate=SQL.identifier(truncate),
            table=SQL.identifier(table),
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            allowed=_allowed(columns, blottable),
            message=message,
        )
    )


def _allowed(columns, blottable):
    """Return the condition under which a change is let through."""
    if not blottable:
        return SQL("FALSE")

    def unchanged(column):
        return SQL(
            "NEW.%(column)s IS NOT DISTINCT FROM OLD.%(column)s",
            column=SQL.identifier(column),
        )

    parts = [unchanged(column) for column in columns if column not in blottable]
    blotted = {
        column: SQL("NEW.%s = %s", SQL.identifier(column), BLOT) for column in blottable
    }
    parts += [
        SQL("(%s OR %s)", unchanged(column), blot) for column, blot in blotted.items()
    ]
    # NULL when nothing is blotted and a column is empty: not let through either.
    parts.append(SQL("(%s)", SQL(" OR ").join(blotted.values())))
    return SQL(" AND ").join(parts)


def forget(cr, *tables: str):
    """Drop the functions of the triggers; for the uninstall hook of an addon.

    The triggers go with their tables, the functions would stay behind.

    :param cr: cursor
    :param tables: names of tables of the addon
    """
    for table in tables:
        function = SQL.identifier(function_name(table))
        cr.execute(SQL("DROP FUNCTION IF EXISTS %s() CASCADE", function))
