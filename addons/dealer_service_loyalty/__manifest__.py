{
    "name": "Dealer Service: Points",
    "summary": "Pay types of the workshop decide what earns points and what they pay",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_loyalty", "dealer_service"],
    "data": [
        "security/ir.model.access.csv",
        "views/dealer_loyalty_earn_rule_views.xml",
    ],
    "auto_install": True,
}
