"""Fixtures for the tests of the launcher: its shell functions and its programs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    "common steps packages odoo_source venv postgres database server demo tests lint "
    "tools"
)


@pytest.fixture
def home(tmp_path) -> Path:
    """A folder for DEALER_HOME that does not exist yet."""
    return tmp_path / "home"


def run_at_home(home, command, environment) -> subprocess.CompletedProcess:
    """Run a command with a home of its own, without a terminal."""
    return subprocess.run(
        command,
        env=os.environ | {"DEALER_HOME": str(home), "CI": "true"} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def dealer(home):
    """A function that runs `./dealer` with a home of its own, without a terminal."""

    def run(*arguments, **environment):
        return run_at_home(home, [ROOT / "dealer", *arguments], environment)

    return run


@pytest.fixture
def shell(home):
    """A function that runs shell code after the launcher's parts were read."""

    def run(code, **environment):
        script = (
            f"set -euo pipefail\nROOT='{ROOT}'\n"
            f'for part in {PARTS}; do source "$ROOT/launcher/$part.sh"; done\n{code}\n'
        )
        return run_at_home(home, ["bash", "-c", script], environment)

    return run


@pytest.fixture
def program():
    """A function that runs one of the launcher's Python programs."""

    def run(name, *arguments):
        return subprocess.run(
            [sys.executable, ROOT / "launcher" / name, *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
