"""pytest plugin: write how many tests passed, failed and were skipped.

The file named by DEALER_COUNTS is written when pytest ends in good order. A missing
file tells the launcher that it did not.
"""

import json
import os

PASSED = ("passed", "xfailed")
FAILED = ("failed", "error", "xpassed")
SKIPPED = ("skipped",)


def pytest_terminal_summary(terminalreporter):
    def count(names):
        return sum(len(terminalreporter.getreports(name)) for name in names)

    counts = {
        "passed": count(PASSED),
        "failed": count(FAILED),
        "skipped": count(SKIPPED),
    }
    path = os.environ.get("DEALER_COUNTS")
    if path:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(counts, file)
