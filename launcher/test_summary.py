"""Add up the test runs and print one line: "N passed, N failed, N skipped".

Usage: test_summary.py RUN.expected...
Beside each RUN.expected lies RUN.json, unless that run died: then it counts as one
failure. Exit code 1 when a test failed or none ran.
"""

import json
import sys
from pathlib import Path


def add_up(expected):
    """Return (counts, names of the runs that died)."""
    total = {"passed": 0, "failed": 0, "skipped": 0}
    died = []
    for path in expected:
        result = path.with_suffix(".json")
        if result.exists():
            counts = json.loads(result.read_text(encoding="utf-8"))
            total = {key: total[key] + counts[key] for key in total}
        else:
            died.append(path.stem)
            total["failed"] += 1
    return total, died


def main():
    total, died = add_up([Path(name) for name in sys.argv[1:]])
    print()
    for name in died:
        print(f'The run "{name}" died before its end; it counts as one failure.')
    ran = total["passed"] + total["failed"]
    if not ran:
        print("No test ran: that is a failure.")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**total))
    sys.exit(0 if ran and not total["failed"] else 1)


if __name__ == "__main__":
    main()
