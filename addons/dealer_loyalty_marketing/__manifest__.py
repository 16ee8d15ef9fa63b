{
    "name": "Dealer Loyalty: Consents",
    "summary": "Consents are asked for when somebody joins the club",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_loyalty", "dealer_marketing"],
    "data": ["wizards/dealer_loyalty_enrol_views.xml"],
    "auto_install": True,
}
