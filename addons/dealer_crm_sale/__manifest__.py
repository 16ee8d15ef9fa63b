{
    "name": "Dealer CRM: Orders and Invoices",
    "summary": "Orders, invoices and what they are worth on the dealer's customer",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_crm", "sale"],
    "data": ["views/dealer_timeline_views.xml", "views/res_partner_views.xml"],
    "auto_install": True,
}
