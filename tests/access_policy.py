"""Who may see what of a colleague's customer: the exceptions, each with its reason.

`test_access_matrix.py` finds models, methods and routes by itself and fails on one
which is neither protected nor named here.
"""

# Stored links to customers which a salesperson may read, without a rule of their own.
NOT_RESTRICTED = {
    "dealer.pay.type": "payers are makers, importers and insurers",
    "stock.quant": "owners of goods in the warehouse are suppliers",
    "stock.rule": "addresses of the showrooms",
    "stock.warehouse": "addresses of the showrooms",
    "calendar.filters": "each user reads only what they put into the own calendar",
    "dealer.timeline": "rows are selected with the rules of their sources",
    "discuss.channel.member": "stock: members of channels one is in oneself",
    "fleet.vehicle.model": "vendors are suppliers",
    "mail.message": "stock: as the record on which it is",
    "mail.notification": "stock: as the message",
    "mail.scheduled.message": "stock: as the record on which it is",
    "product.supplierinfo": "suppliers",
    "res.company": "the companies themselves",
    "res.partner.category": "words; the contacts of one are searched with their rule",
    "res.users": "employees; a portal user is hidden with the contact",
    "res.users.settings.volumes": "stock: each user's own",
}
# Restricted models of which the test has no row of the hidden customer.
NOT_PLANTED = {
    "account.invoice.report": "a view on the invoice, asked by search_read",
    "crm.activity.report": "a view on messages, asked by search_read",
    "sale.report": "a view on the order, asked by search_read",
    "dealer.vehicle.visit": "a view on the service order, asked by search_read",
    "dealer.vehicle.cost": "a view on orders and sales, asked by search_read",
    "dealer.assignment.log": "a view on the lead, asked by search_read",
    "dealer.response.report": "a view on the lead, asked by search_read",
    "dealer.maintenance.due": "a view on the vehicle, asked by search_read",
    "dealer.maintenance.forecast": "a view on the vehicle, asked by search_read",
    "dealer.workshop.report": "a view on orders and invoices, for managers only",
    "dealer.retention.step": "a view on the vehicle, asked by search_read",
    "dealer.merge": "read by the one who merged and by managers only",
    "stock.move": "read with its transfer; the rule is the same",
    "stock.move.line": "read with its transfer; the rule is the same",
    "payment.token": "needs a payment provider; the rule is the same",
    "snailmail.letter": "sends itself; the rule is the same",
}
# Methods which want arguments: how a curious colleague would call them.
ARGUMENTS = {
    "dealer_find": ["CANARY"],
    "action_add_offer": ["recall-1"],
    "action_result": ["green"],
    "dealer_find_cards": ["CANARY"],
    "dealer_desk_find": ["CANARY"],
    "dealer_desk_open": [1],
    "dealer_desk_gift": [1],
    "dealer_desk_rewards": [1],
    "dealer_desk_redeem": [1, 1],
    "dealer_today_move": [[1, 2, 3], 2],
    "dealer_today_result": [
        {"uuid": "curious-colleague", "model": "crm.lead", "res_id": 1}
    ],
    "dealer_overview_open": ["late"],
    "dealer_duplicates": [{"name": "CANARY Borisson", "phone": "+49 30 901844"}],
}
# Our HTTP routes which serve no customer data to somebody logged in.
ROUTES = {
    "/dealer/intake/adf": "takes messages, with a token",
    "/dealer/intake/lead": "takes messages, with a token",
    "/dealer/intake/sms": "takes text messages, with a signature",
    "/dealer/consent/paper/<string:token>": "with a signed token; the right to read "
    "the customer is asked for",
    "/dealer/service/reminder/<string:token>/<string:answer>": "with a signed token",
    "/dealer/service/book/<string:token>": "with a signed token",
    "/my/service/book": "the cars of who is logged in",
    "/my/service/<int:order_id>": "the own order, or the token of the order",
    "/my/service/<int:order_id>/decide": "as above",
    "/my/service/<int:order_id>/document/<string:name>": "as above",
    "/my/cars": "the cars of who is logged in, no id is taken",
    "/my/cars/<int:vehicle_id>": "one of the cars of who is logged in",
    "/my/cars/<int:vehicle_id>/page/<int:page>": "as above",
    "/my/cars/<int:vehicle_id>/service-book.pdf": "as above",
    "/my/consents": "the own consents of who is logged in, no id is taken",
    "/dealer/consent/<string:token>": "with a signed token; names nobody",
    "/complaint/<string:token>": "with a signed token; names nobody",
    "/my/complaints": "the own complaints of who is logged in",
    "/my/complaints/page/<int:page>": "as above",
    "/my/complaints/new": "the own orders and cars of who is logged in",
    "/my/complaints/<int:complaint_id>": "the own complaint, or its token",
    "/my/club": "of the card of whoever is logged in, no id is taken",
    "/my/club/page/<int:page>": "as above",
    "/my/club/card.png": "as above",
    "/club/invite/<string:code>": "names nobody, and the code cannot be guessed",
    "/dealer/intake/call": "takes events of telephone systems, with a signature",
    "/web/pivot/export_xlsx": "writes the table which the browser sends",
}
