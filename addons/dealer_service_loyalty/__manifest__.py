{
    "name": "Dealer Service: Points",
    "summary": "Pay types of the workshop decide which invoices earn points",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_loyalty", "dealer_service"],
    "auto_install": True,
}
