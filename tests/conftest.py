"""What all tests of the whole dealership share.

Run by `./dealer test`, which makes the databases. Three kinds live here:

* classes of `odoo.tests` in `tests/test_*.py`: tag them with
  `@tagged("post_install", "-at_install")` (an untagged class stops the collection).
  Each test is rolled back; there is an HTTP server and a browser.
* plain functions that need no Odoo (`test_conventions.py`, `launcher/`).
* plain functions in `processes/`, run in a pytest process of their own, with real
  servers and real commits: see `processes/conftest.py`.
"""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root folder of the repository."""
    return Path(__file__).resolve().parent.parent
