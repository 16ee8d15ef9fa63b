{
    "name": "Dealer Complaints: Points",
    "summary": "Points for accepted complaints, complaints at the card desk",
    "version": "19.0.1.0.0",
    "category": "Services",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_complaint", "dealer_loyalty"],
    "data": [
        "security/ir.model.access.csv",
        "views/dealer_complaint_views.xml",
        "views/dealer_complaint_menus.xml",
    ],
    "assets": {
        "web.assets_tests": ["dealer_complaint_loyalty/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
