"""Start Odoo's command line.

`python -m odoo` cannot start the process for long polling when there are workers:
it looks for the script it was started by. Hence a script.
"""

import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
