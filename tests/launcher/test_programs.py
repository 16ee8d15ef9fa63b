"""The launcher's small programs, the requirements and the configuration."""

import configparser
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINE = "2026-11-23 11:20:01,685 4102 {} dealer odoo.{}: {}\n"
QUIET = LINE.format("INFO", "modules.loading", "Modules loaded.")


def write_log(tmp_path, text) -> Path:
    path = tmp_path / "install.log"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("level", "plain", "errors_only"),
    [("INFO", 0, 0), ("WARNING", 1, 0), ("ERROR", 1, 1), ("CRITICAL", 1, 1)],
)
def test_a_problem_in_the_log_of_an_installation_fails(
    program, tmp_path, level, plain, errors_only
):
    text = QUIET + LINE.format(level, "schema", "no operator class") + "  next line\n"
    log = write_log(tmp_path, text + QUIET)
    result = program("install_log.py", log)
    assert result.returncode == plain
    assert ("next line" in result.stdout) == bool(plain)
    assert program("install_log.py", "--errors-only", log).returncode == errors_only


def test_a_log_without_records_fails(program, tmp_path):
    assert program("install_log.py", write_log(tmp_path, "oops\n")).returncode == 1


def test_colours_do_not_hide_a_problem(program, tmp_path):
    line = LINE.format("\x1b[1;31mERROR\x1b[0m", "schema", "broken")
    assert program("install_log.py", write_log(tmp_path, line)).returncode == 1


def test_manifests_are_told_apart(program, tmp_path):
    for name, manifest in {
        "dealer_a": {"depends": ["crm", "base"]},
        "dealer_b": {"depends": ["dealer_a", "stock"]},
        "dealer_c": {"depends": ["web"], "installable": False},
        "other": {"depends": ["sale"]},
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "__manifest__.py").write_text(repr(manifest))
    ours = program("manifests.py", tmp_path, "ours").stdout
    stock = program("manifests.py", tmp_path, "stock").stdout
    assert (ours, stock) == ("dealer_a,dealer_b\n", "base,crm,stock\n")


def summary(program, tmp_path, **runs):
    expected = []
    for name, counts in runs.items():
        expected.append(tmp_path / f"{name}.expected")
        if counts is not None:
            keys = ("passed", "failed", "skipped")
            data = json.dumps(dict(zip(keys, counts, strict=True)))
            (tmp_path / f"{name}.json").write_text(data)
    result = program("test_summary.py", *expected)
    return result.stdout.splitlines()[-1], result.returncode


@pytest.mark.parametrize(
    ("runs", "line", "code"),
    [
        ({"a": (3, 0, 1), "b": (2, 0, 0)}, "5 passed, 0 failed, 1 skipped", 0),
        ({"a": (3, 1, 0)}, "3 passed, 1 failed, 0 skipped", 1),
        ({"a": (3, 0, 0), "b": None}, "3 passed, 1 failed, 0 skipped", 1),
        ({"a": (0, 0, 4)}, "0 passed, 0 failed, 4 skipped", 1),
        ({}, "0 passed, 0 failed, 0 skipped", 1),
    ],
)
def test_summary_line(program, tmp_path, runs, line, code):
    assert summary(program, tmp_path, **runs) == (line, code)


def test_the_plugin_counts_what_pytest_did(tmp_path):
    (tmp_path / "test_x.py").write_text(
        "import pytest\n"
        "def test_a(): pass\n"
        "def test_b(): assert 0\n"
        "def test_c(): pytest.skip('x')\n"
        "@pytest.fixture\n"
        "def broken(): raise ValueError\n"
        "def test_d(broken): pass\n"
    )
    counts = tmp_path / "counts.json"
    subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "pytest_counts"),
            *("-p", "no:odoo", "-p", "no:cacheprovider", tmp_path),
        ],
        env=os.environ
        | {"DEALER_COUNTS": str(counts), "PYTHONPATH": str(ROOT / "launcher")},
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert json.loads(counts.read_text()) == {"passed": 1, "failed": 2, "skipped": 1}


def test_our_copy_of_the_configuration(program, tmp_path):
    target = tmp_path / "odoo.conf"
    arguments = ("workers=0", "logfile=", "db_host=/some/socket", "dbfilter=^x$")
    program("make_conf.py", ROOT / "odoo.conf", target, *arguments)
    parser = configparser.RawConfigParser()
    parser.read(target)
    assert parser.get("options", "workers") == "0"
    assert parser.get("options", "db_host") == "/some/socket"
    assert parser.get("options", "dbfilter") == "^x$"
    assert not parser.has_option("options", "logfile")
    assert parser.get("options", "list_db") == "False"


def test_odoo_knows_each_option_of_the_configuration():
    code = (
        "import sys; from odoo.tools import config\n"
        "config.parse_config(['-c', sys.argv[1]], setup_logging=False)\n"
        "known = set(config.options)\n"
        "unknown = set(config._file_options) - known\n"
        "sys.exit(f'unknown: {unknown}' if unknown else 0)\n"
    )
    environment = {key: os.environ[key] for key in os.environ if key != "ODOO_RC"}
    result = subprocess.run(
        [sys.executable, "-c", code, ROOT / "odoo.conf"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "unknown option" not in result.stderr
    assert "ValueError" not in result.stderr


def test_each_line_of_the_configuration_is_explained():
    lines = (ROOT / "odoo.conf").read_text().splitlines()
    explained = False
    for line in lines:
        if line.startswith("# ") and not line.startswith("# ---"):
            explained = True
        elif re.match(r"#?\w+ = ?", line):
            assert explained, f"no comment above: {line}"
        elif not line:
            explained = False


def test_requirements_are_pinned_and_keep_test_tools_apart(shell):
    runtime = shell("requirements runtime").stdout
    development = shell("requirements development").stdout
    for text in (runtime, development):
        lines = [line for line in text.splitlines() if line and line[0] != "#"]
        assert lines
        for line in lines:
            assert re.match(r"^[\w.-]+==[\w.]+( ; .+)?$", line), line
    for name in ("pytest", "pylint", "hypothesis"):
        assert name not in runtime
    assert "Werkzeug" not in development


def test_links_that_leave_the_tree_are_mended_or_refused(shell, tmp_path):
    tree = tmp_path / "tree"
    packages = tree / "usr/lib/python3/dist-packages/odoo/addons/mail/static/lib"
    packages.mkdir(parents=True)
    (tree / "usr/share/fonts").mkdir(parents=True)
    (tree / "usr/share/fonts/a.ttf").write_text("font")
    (packages / "a.ttf").symlink_to("/usr/share/fonts/a.ttf")
    result = shell(f"finish_debian_tree '{tree}'")
    assert result.returncode == 0, result.stdout + result.stderr
    assert not (packages / "a.ttf").readlink().is_absolute()
    assert (packages / "a.ttf").read_text() == "font"
    (packages / "b.ttf").symlink_to("../gone.ttf")
    result = shell(f"finish_debian_tree '{tree}'")
    assert result.returncode == 1
    assert "b.ttf" in result.stdout


def test_a_folder_without_odoo_19_is_refused(shell, tmp_path):
    (tmp_path / "odoo").mkdir()
    release = tmp_path / "odoo" / "release.py"
    code = "open_home; STEP_NOTE=/dev/null; odoo_get && odoo_ready && odoo_addons_path"
    result = shell(code, ODOO_PATH=str(tmp_path))
    assert result.returncode == 1
    assert "no odoo/release.py" in result.stdout
    release.write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    assert "found: 18.0" in shell(code, ODOO_PATH=str(tmp_path)).stdout
    release.write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    result = shell(code, ODOO_PATH=str(tmp_path))
    assert result.returncode == 0, result.stdout
    assert result.stdout.endswith(f"{tmp_path}/odoo/addons")
    (tmp_path / "odoo-bin").touch()
    result = shell(code, ODOO_PATH=str(tmp_path))
    assert result.stdout.endswith(f"{tmp_path}/addons,{tmp_path}/odoo/addons")


def test_the_wait_for_a_server_that_died_is_short(program):
    done = subprocess.Popen(["true"])
    done.wait()
    result = program("wait_http.py", "http://127.0.0.1:9/", done.pid, 60)
    assert result.returncode == 1
    assert "The server ended" in result.stderr


def test_what_is_missing_is_found_when_odoo_is_there(shell, tmp_path):
    (tmp_path / "odoo").mkdir()
    release = tmp_path / "odoo" / "release.py"
    release.write_text("version_info = (19, 0, 0, FINAL, 0, '')\n")
    result = shell(
        """
        open_home
        find_browser() { return 1; }
        is_ubuntu() { return 1; }
        pg_bin() { return 1; }
        odoo_get
        missing=$(missing_packages test)
        echo "$missing"
        """,
        ODOO_PATH=str(tmp_path),
    )
    assert result.returncode == 0, result.stderr
    missing = result.stdout.split()
    assert "postgresql" in missing
    assert "chromium" in missing
    assert "debian-archive-keyring" not in missing
