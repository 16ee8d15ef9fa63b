{
    "name": "Dealer Loyalty: Marketing",
    "summary": "Consents at the enrolment, target groups by points and tier",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_loyalty", "dealer_marketing"],
    "data": [
        "data/mailing_filter_data.xml",
        "wizards/dealer_loyalty_enrol_views.xml",
    ],
    "auto_install": True,
}
