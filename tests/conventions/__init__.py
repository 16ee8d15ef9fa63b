"""The rules of test_conventions.py: what no linter sees.

`bans`     words and phrases of older Odoo versions, with what Odoo 19 has instead
`code`     rules on Python's syntax tree
`addons`   rules on a whole addon: manifest, access rights, translations

Every rule returns findings as text; a rule's own example of bad code is in its test.
"""
