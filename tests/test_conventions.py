"""Conventions that no linter sees, for all addons that are there.

Needs no Odoo. Each rule is also run on an example of what it forbids: a rule that
cannot fail would be no rule.
"""

import shutil
import subprocess
from pathlib import Path

import pytest
from conventions import addons, bans, code

ROOT = Path(__file__).resolve().parent.parent
ADDONS = sorted(path.parent for path in ROOT.glob("addons/*/__manifest__.py"))
# These name what is forbidden.
RULES = ROOT / "tests" / "conventions"


def repository_files() -> list[Path]:
    """Return what git tracks or would track; without git, all of addons and tests."""
    names = [*ROOT.glob("addons/**/*"), *ROOT.glob("tests/**/*")]
    if shutil.which("git") and (ROOT / ".git").exists():
        command = [
            "git",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        names = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return sorted(
        path for path in names if path.is_file() and RULES not in path.parents
    )


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def python_files() -> list[Path]:
    return [path for path in repository_files() if path.suffix == ".py"]


def assert_nothing(findings: list[str]):
    if findings:
        pytest.fail("\n".join([f"{len(findings)} finding(s)", *findings]), False)


@pytest.mark.parametrize("kind", ["PYTHON_BANS", "XML_BANS", "SCRIPT_BANS"])
def test_addons_use_what_odoo_19_has(kind):
    files = [
        path for path in repository_files() if path.is_relative_to(ROOT / "addons")
    ]
    assert_nothing(
        [
            f"{path.relative_to(ROOT)}:{line}: use {ban.advice}"
            for ban in getattr(bans, kind)
            for path in files
            if ban.applies(path)
            for line in ban.find(read(path))
        ]
    )


def test_no_leftovers_and_no_paths_of_one_machine():
    assert_nothing(
        [
            f"{path.relative_to(ROOT)}:{line}: {ban.advice}"
            for ban in bans.TEXT_BANS
            for path in repository_files()
            if ban.applies(path) and path != Path(__file__)
            for line in ban.find(read(path))
        ]
    )


def test_python_code():
    assert_nothing(
        [
            finding
            for path in python_files()
            for finding in code.check_python(path.relative_to(ROOT), read(path))
        ]
    )


@pytest.mark.parametrize("addon", ADDONS, ids=lambda path: path.name)
def test_addon(addon):
    assert_nothing(addons.check_addon(addon))


# The rules themselves -------------------------------------------------------------


@pytest.mark.parametrize("ban", bans.ALL_BANS, ids=lambda ban: ban.bad[:40])
def test_ban_finds_its_example(ban):
    assert ban.find("first line\n" + ban.bad) == [2]


GOOD_LINES = [
    "self._read_group([], ['a'], ['__count'])",
    "self.formatted_read_group([], ['a'])",
    "Markup('<b>%s</b>') % name",
    "self.env._('Hello %(who)s', who=name)",
    "for _, name in pairs:",
    "from odoo import _monkeypatches",
    "values = [(0, 1), (4, 5)]",
    "self.env.cr.execute(SQL('SELECT %s', name))",
    "stream.flush()",
    "<list><field name='x' invisible=\"state == 'done'\"/></list>",
    "<field name='street'/>",
    "const total = `${price}`;",
]


@pytest.mark.parametrize("line", GOOD_LINES)
def test_bans_leave_good_code_alone(line):
    assert [ban.advice for ban in bans.ALL_BANS if ban.find(line)] == []


BAD_CODE = {
    "lines": "x = 1\n" * 451,
    "g: 62 lines": "def g():\n" + "    x = 1\n" * 61,
    "sudo": "self.env['x'].sudo().create({})\n",
    "commit": "def f(self):\n    self.env.cr.commit()\n",
    "etree": "tree = etree.fromstring(text)\n",
    "timeout": "requests.get('http://x')\n",
    "auth=": "@http.route('/x', type='http', methods=['GET'])\ndef f(self): pass\n",
    "methods=": "@route('/x', type='http', auth='user')\ndef f(self): pass\n",
    "max_content_length": (
        "@route('/x', type='http', auth='none', methods=['POST'])\ndef f(self): pass\n"
    ),
}


@pytest.mark.parametrize("word", BAD_CODE)
def test_code_rule_finds_its_example(word):
    findings = code.check_python(Path("addons/dealer_x/models/x.py"), BAD_CODE[word])
    assert [finding for finding in findings if word in finding]


def test_code_rule_finds_an_untagged_test_class():
    text = (
        "from odoo.tests import TransactionCase\nclass TestX(TransactionCase): pass\n"
    )
    tagged = text.replace("class", '@tagged("post_install", "-at_install")\nclass')
    path = Path("tests/test_x.py")
    assert len(code.check_python(path, text)) == 1
    assert code.check_python(path, tagged) == []


def test_code_rules_leave_good_code_alone():
    text = (
        "# sudo: a user may not read the counter\n"
        "counter = self.env['x'].sudo()\n"
        "requests.get('http://x', timeout=5)\n"
        "@route()\n"
        "def f(self): pass\n"
        "@route('/x', type='http', auth='none', methods=['POST'],\n"
        "       max_content_length=9)\n"
        "def g(self): pass\n"
    )
    assert code.check_python(Path("addons/dealer_x/models/x.py"), text) == []


MANIFEST = {
    "name": "X",
    "summary": "X",
    "version": "19.0.1.0.0",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["base"],
}
MODEL = "class X(models.Model):\n    _name = 'dealer.x'\n"
ACCESS = "id,name,model_id:id,group_id:id,perm_read\n"
RECORD = '{}<odoo><record id="x" model="{}"><field name="{}">{}</field></record></odoo>'
TERM = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "A"\n'
)


def make_addon(folder: Path, files: dict, **manifest) -> Path:
    """Write an addon in which nothing is wrong but what the arguments bring in."""
    addon = folder / "dealer_x"
    contents = {
        "__manifest__.py": repr(MANIFEST | manifest),
        "README.rst": "X\n",
        **files,
    }
    for name, text in contents.items():
        path = addon / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return addon


def test_addon_rules_leave_a_good_addon_alone(tmp_path):
    access = ACCESS + "a,a,model_dealer_x,base.group_user,1\n"
    files = {
        "models/x.py": MODEL,
        "security/ir.model.access.csv": access,
        "i18n/dealer_x.pot": TERM + 'msgstr ""\n',
        "i18n/ru.po": TERM + 'msgstr "А"\n',
        "i18n/zh_CN.po": TERM + 'msgstr "甲"\n',
    }
    addon = make_addon(tmp_path, files, data=["security/ir.model.access.csv"])
    assert addons.check_addon(addon) == []


BAD_ADDONS = {
    "version must be": ({}, {"version": "1.0"}),
    "license must be": ({}, {"license": "AGPL-3"}),
    "author must be": ({}, {"author": "Somebody"}),
    "default value": ({}, {"installable": True}),
    "no such file": ({}, {"data": ["views/gone.xml"]}),
    "is not in the manifest": ({"views/x.xml": addons.XML_HEADER + "<odoo/>"}, {}),
    "has no line in": ({"models/x.py": MODEL}, {}),
    "without a group": (
        {"security/ir.model.access.csv": (ACCESS + "a,a,model_x,,1\n")},
        {"data": ["security/ir.model.access.csv"]},
    ),
    "is not imported": ({"tests/__init__.py": "", "tests/test_x.py": ""}, {}),
    "first line must be": ({"demo/x.xml": "<odoo/>"}, {"demo": ["demo/x.xml"]}),
    "privilege_id": (
        {"demo/x.xml": RECORD.format(addons.XML_HEADER, "res.groups", "users", "")},
        {"demo": ["demo/x.xml"]},
    ),
    "_cron_": (
        {
            "demo/x.xml": RECORD.format(
                addons.XML_HEADER, "ir.cron", "code", "model.go()"
            )
        },
        {"demo": ["demo/x.xml"]},
    ),
    "ru.po is missing": ({"i18n/dealer_x.pot": TERM + 'msgstr ""\n'}, {}),
    "ru.po: not translated": (
        {
            "i18n/dealer_x.pot": TERM + 'msgstr ""\n',
            "i18n/ru.po": TERM + 'msgstr ""\n',
        },
        {},
    ),
    "ru.po: fuzzy": (
        {
            "i18n/dealer_x.pot": TERM + 'msgstr ""\n',
            "i18n/ru.po": TERM.replace('msgid "A"', '#, fuzzy\nmsgid "A"')
            + 'msgstr "А"\n',
        },
        {},
    ),
    "ru.po: not in it": (
        {
            "i18n/dealer_x.pot": TERM + 'msgstr ""\n',
            "i18n/ru.po": TERM.replace('"A"', '"B"') + 'msgstr "Б"\n',
        },
        {},
    ),
}


@pytest.mark.parametrize("words", BAD_ADDONS)
def test_addon_rule_finds_its_example(words, tmp_path):
    files, manifest = BAD_ADDONS[words]
    addon = make_addon(tmp_path, files, **manifest)
    assert [finding for finding in addons.check_addon(addon) if words in finding]


def test_readme_rule_finds_its_example(tmp_path):
    addon = make_addon(tmp_path, {})
    (addon / "README.rst").unlink()
    assert addons.check_addon(addon) == ["dealer_x: README.rst is missing"]
