"""Rules on a whole addon folder. Each yields findings as text."""

import ast
import csv
import re
from pathlib import Path
from xml.etree import ElementTree

import polib

XML_HEADER = '<?xml version="1.0" encoding="UTF-8" ?>\n'
VERSION = re.compile(r"^19\.0\.\d+\.\d+\.\d+$")
DATA_FOLDERS = ("data", "security", "views", "report", "reports", "wizard", "wizards")
DEFAULTS = {
    "installable": True,
    "application": False,
    "auto_install": False,
    "data": [],
    "demo": [],
    "depends": [],
    "assets": {},
    "external_dependencies": {},
}
LANGUAGES = ("ru", "zh_CN")
# The check of the files wants these left empty.
SAME_IN_ALL_LANGUAGES = {
    *("SMS", "SHA-256", "<span>%</span>", "(object.step_id.name)"),
    *("1/4", "1/2", "3/4", "E-mail", "{{ object._get_letter_subject() }}"),
    *("%(event)s: %(details)s", "+7 900 123-45-67", "object.dealer_number"),
    *("ID", "id", "VIN", "VIP", "ADF", "JSON", "<adf>...", "UTF-8", "UTF-16"),
    *("PDF", "Word", "NPS", "CSI", "CSI, %", "{{ object.survey_id.title }}"),
    *("1 234,56", "1,234.56", "12/31/2024", "2024-12-31", "31.12.2024"),
}
# Made-up customers are not translated.
UNTRANSLATED = ("dealer_demo",)


def read_manifest(addon: Path) -> dict:
    return ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))


def check_manifest(addon: Path):
    manifest = read_manifest(addon)
    if not VERSION.match(manifest.get("version", "")):
        yield "version must be 19.0.x.y.z"
    if manifest.get("license") != "LGPL-3":
        yield "license must be LGPL-3"
    if manifest.get("author") != "Dealer":
        yield "author must be Dealer"
    if not manifest.get("summary"):
        yield "summary is missing"
    if "description" in manifest:
        yield "description belongs into README.rst"
    for key, value in DEFAULTS.items():
        if key in manifest and manifest[key] == value:
            yield f"{key} has its default value: leave it out"


def check_readme(addon: Path):
    if not (addon / "README.rst").is_file():
        yield "README.rst is missing"


def check_data(addon: Path):
    """Each data file is in the manifest, and what the manifest names exists."""
    manifest = read_manifest(addon)
    listed = set(manifest.get("data", [])) | set(manifest.get("demo", []))
    found = {
        path.relative_to(addon).as_posix()
        for folder in DATA_FOLDERS
        for path in (addon / folder).rglob("*")
        if path.suffix in (".xml", ".csv")
    }
    for name in sorted(found - listed):
        yield f"{name} is not in the manifest"
    for name in sorted(listed):
        if not (addon / name).is_file():
            yield f"{name} is in the manifest, but there is no such file"


def declared_models(addon: Path):
    """Yield the names of the models that need access rights."""
    for path in sorted(addon.rglob("*.py")):
        if "tests" in path.relative_to(addon).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield from declared_model(node)


def declared_model(node: ast.ClassDef):
    bases = {ast.unparse(base).split(".")[-1] for base in node.bases}
    values = {
        statement.targets[0].id: statement.value
        for statement in node.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
    }
    name = values.get("_name")
    if not (bases & {"Model", "TransientModel"} and isinstance(name, ast.Constant)):
        return
    inherit = values.get("_inherit")
    inherited = ast.literal_eval(inherit) if inherit is not None else []
    names = [inherited] if isinstance(inherited, str) else inherited
    # A class that takes over a stock model has that model's rights.
    if name.value not in names:
        yield name.value


def check_access(addon: Path):
    models = set(declared_models(addon))
    path = addon / "security" / "ir.model.access.csv"
    rows = []
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    granted = {row["model_id:id"].split(".")[-1] for row in rows}
    for name in sorted(models):
        if "model_" + name.replace(".", "_") not in granted:
            yield f"{name} has no line in security/ir.model.access.csv"
    for row in rows:
        rights = [value for key, value in row.items() if key.startswith("perm_")]
        if "1" in rights and not row["group_id:id"]:
            yield f"{row['id']}: access rights without a group"


def check_tests(addon: Path):
    """Odoo runs only the test files that tests/__init__.py imports."""
    folder = addon / "tests"
    files = sorted(folder.glob("test_*.py"))
    init = folder / "__init__.py"
    text = init.read_text(encoding="utf-8") if init.is_file() else ""
    for path in files:
        if not re.search(rf"\b{path.stem}\b", text):
            yield f"tests/{path.name} is not imported in tests/__init__.py"


def check_xml(addon: Path):
    for path in sorted(addon.rglob("*.xml")):
        name = path.relative_to(addon).as_posix()
        text = path.read_text(encoding="utf-8")
        if "static" not in path.parts and not text.startswith(XML_HEADER):
            yield f"{name}: the first line must be {XML_HEADER.strip()}"
        for record in ElementTree.fromstring(text).iter("record"):
            for finding in check_record(record):
                yield f"{name}: {record.get('id')}: {finding}"


def check_record(record):
    fields = {field.get("name"): field for field in record.findall("field")}
    model = record.get("model")
    if model == "res.groups" and fields.keys() & {"category_id", "users"}:
        yield "privilege_id and user_ids"
    if model == "ir.cron" and "code" in fields:
        code = fields["code"].text or ""
        if "._cron_" not in code:
            yield "a cron calls a method named _cron_...: a public one is open to RPC"


def check_translations(addon: Path):
    """Beside a .pot there are complete Russian and Chinese files of the same terms."""
    template = addon / "i18n" / f"{addon.name}.pot"
    if addon.name in UNTRANSLATED or not template.is_file():
        return
    wanted = {term_key(entry) for entry in polib.pofile(str(template))}
    for language in LANGUAGES:
        path = addon / "i18n" / f"{language}.po"
        if not path.is_file():
            yield f"i18n/{language}.po is missing"
            continue
        for finding in check_po(polib.pofile(str(path)), wanted):
            yield f"i18n/{language}.po: {finding}"


def term_key(entry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


def check_po(entries, wanted: set):
    present = {term_key(entry) for entry in entries if not entry.obsolete}
    for _context, term in sorted(wanted - present, key=str):
        yield f"not in it: {term!r}"
    for _context, term in sorted(present - wanted, key=str):
        yield f"not in the .pot: {term!r}"
    for entry in entries:
        if entry.obsolete:
            yield f"obsolete: {entry.msgid!r}"
        elif "fuzzy" in entry.flags:
            yield f"fuzzy: {entry.msgid!r}"
        elif not entry.msgstr and entry.msgid not in SAME_IN_ALL_LANGUAGES:
            yield f"not translated: {entry.msgid!r}"


ALL_CHECKS = (
    check_manifest,
    check_readme,
    check_data,
    check_access,
    check_tests,
    check_xml,
    check_translations,
)


def check_addon(addon: Path) -> list[str]:
    """Return all findings of one addon."""
    return [
        f"{addon.name}: {finding}" for check in ALL_CHECKS for finding in check(addon)
    ]
