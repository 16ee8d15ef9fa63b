{
    "name": "Dealer Import: Points",
    "summary": "Opening balances of the customer club from another system",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_import", "dealer_loyalty"],
    "data": [
        "data/dealer.import.target.csv",
        "views/dealer_import_views.xml",
    ],
    "auto_install": True,
}
