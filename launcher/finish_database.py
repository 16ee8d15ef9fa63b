"""Run in `odoo shell` after an installation: languages, and the web client's bundles.

Not by `--load-language`: the first language named there becomes the language of every
new user. Each clone of the database has the bundles, so that its first page is quick.
"""

import os

codes = [code for code in os.environ["DEALER_LANGUAGES"].split(",") if code]
if codes:
    languages = env["res.lang"].with_context(active_test=False)  # noqa: F821
    found = languages.search([("code", "in", codes)])
    env["base.language.install"].create(  # noqa: F821 (the shell gives env)
        {"lang_ids": found.ids, "overwrite": False}
    ).lang_install()
env["ir.qweb"]._pregenerate_assets_bundles()  # noqa: F821
env.cr.commit()  # noqa: F821
