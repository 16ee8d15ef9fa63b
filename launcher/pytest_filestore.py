"""pytest plugin: a filestore for each process that pytest-xdist starts.

pytest-odoo gives each of them a database of its own and lets all share the files. Then
a collection of garbage in one process removes what a test of another has just written.
"""

import os
import shutil
from pathlib import Path
from unittest import mock

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_filestore(load_registry):
    """Copy the shared files by links: Odoo never changes one in place."""
    from odoo.tools import config

    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker:
        yield
        return
    shared = Path(config.filestore(config["db_name"]))
    own = shared.with_name(f"{shared.name}-{worker}")
    if shared.is_dir():
        shutil.copytree(shared, own, copy_function=os.link, dirs_exist_ok=True)
    with mock.patch.object(config, "filestore", return_value=str(own)):
        yield
    shutil.rmtree(own, ignore_errors=True)
