{
    "name": "Dealer Letters: Orders",
    "summary": "Contracts and offers of a quotation from Word templates",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_letter", "dealer_crm_sale", "sale_crm"],
    "data": [
        "data/dealer_letter_template_data.xml",
        "views/sale_order_views.xml",
    ],
    "auto_install": True,
}
