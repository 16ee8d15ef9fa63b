{
    "name": "Dealer Service: Marketing",
    "summary": "Target groups by service, and consents at the check-in",
    "version": "19.0.1.0.0",
    "category": "Services",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_marketing", "dealer_service"],
    "data": [
        "data/mailing_filter_data.xml",
        "views/dealer_service_order_views.xml",
    ],
    "auto_install": True,
}
