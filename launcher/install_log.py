"""Look for problems in the log of an installation.

Usage: install_log.py [--errors-only] LOG

Odoo ends with exit code 0 when a constraint, an index or an access rule could not be
made, and only logs it. Any record at WARNING or above fails, unless it is on the list
of what stock Odoo itself says in every installation. Exit code 1 and the records
when there is one.
"""

import re
import sys

RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): "
)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
BAD_LEVELS = {"WARNING", "ERROR", "CRITICAL"}

# What stock Odoo 19 logs by itself. Each entry: the logger, a part of the message.
KNOWN = ()


def read_records(lines):
    """Yield (level, logger, text) of each record with its continuation lines."""
    current = None
    for line in lines:
        line = COLOUR.sub("", line)
        match = RECORD.match(line)
        if match:
            if current:
                yield current
            current = (match["level"], match["logger"], line)
        elif current:
            current = (*current[:2], current[2] + line)
    if current:
        yield current


def find_problems(lines, errors_only=False):
    """Return (number of records, problems as text)."""
    levels = BAD_LEVELS - {"WARNING"} if errors_only else BAD_LEVELS
    count, problems = 0, []
    for level, logger, text in read_records(lines):
        count += 1
        if level in levels and not any(
            logger == known_logger and part in text for known_logger, part in KNOWN
        ):
            problems.append(text.rstrip())
    return count, problems


def main():
    errors_only = "--errors-only" in sys.argv
    path = sys.argv[-1]
    with open(path, encoding="utf-8", errors="replace") as file:
        count, problems = find_problems(file, errors_only)
    if not count:
        sys.exit(f"No log record in {path}: Odoo did not start.")
    if problems:
        print("\n".join(problems))
        sys.exit(f"{len(problems)} problem(s) in {path}")


if __name__ == "__main__":
    main()
