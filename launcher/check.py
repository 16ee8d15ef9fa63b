"""Run the invariants of a database and print what is broken.

Usage: check.py CONF DATABASE

`env["dealer.check"]._run()` returns one dict for each broken rule: code, title, ids,
message. Exit code 0: all hold; 1: some are broken; 2: they cannot be run.
"""

import sys

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

# More ids than this are counted, not listed.
MAX_IDS = 20


def format_problem(problem):
    """Return the lines that describe one broken rule."""
    ids = list(problem["ids"])
    shown = ", ".join(str(one) for one in ids[:MAX_IDS])
    more = f" and {len(ids) - MAX_IDS} more" if len(ids) > MAX_IDS else ""
    lines = [f"BROKEN  {problem['code']}  {problem['title']}"]
    if problem.get("message") and not problem["message"].startswith(problem["title"]):
        lines.append(f"        {problem['message']}")
    if ids:
        lines.append(f"        {len(ids)} broken: {shown}{more}")
    return lines


def run_checks(database):
    """Return (number of rules, broken rules); None without the model."""
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        if "dealer.check" not in env:
            return None
        checks = env["dealer.check"]
        problems = checks._run()
        count = len(checks._get_invariants())
        # Whatever a rule did, a check leaves nothing behind.
        cr.rollback()
        return count, problems


def main():
    _script, conf, database = sys.argv
    config.parse_config(["-c", conf, "--log-level=warn"], setup_logging=True)
    result = run_checks(database)
    if result is None:
        print(f"The database {database} has no addon with invariants (dealer.check).")
        sys.exit(2)
    count, problems = result
    for problem in problems:
        print("\n".join(format_problem(problem)))
    if problems:
        print(f"{len(problems)} of {count} invariants are broken in {database}.")
        sys.exit(1)
    print(f"{count} invariants hold in {database}.")


if __name__ == "__main__":
    main()
