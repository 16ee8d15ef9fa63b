def post_init_hook(env):
    """Companies which keep books already get their departments."""
    env["res.company"].search([])._set_up_dealer_departments()  # pylint: disable=no-search-all
