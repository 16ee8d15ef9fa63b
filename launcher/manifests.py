"""Print what the manifests of our addons say, as a comma separated list.

Usage: manifests.py ADDONS_FOLDER ours|stock
    ours    our addons
    stock   the modules of Odoo which they depend on
"""

import ast
import sys
from pathlib import Path


def read_manifests(folder):
    """Return {addon: manifest} of the installable `dealer_*` addons in `folder`."""
    manifests = {}
    for path in sorted(Path(folder).glob("dealer_*/__manifest__.py")):
        manifest = ast.literal_eval(path.read_text(encoding="utf-8"))
        if manifest.get("installable", True):
            manifests[path.parent.name] = manifest
    return manifests


def stock_depends(manifests):
    """Return the sorted names of the modules that are not ours."""
    names = {name for manifest in manifests.values() for name in manifest["depends"]}
    return sorted(names - set(manifests)) or ["base"]


def main():
    _script, folder, what = sys.argv
    manifests = read_manifests(folder)
    names = list(manifests) if what == "ours" else stock_depends(manifests)
    print(",".join(names))


if __name__ == "__main__":
    main()
