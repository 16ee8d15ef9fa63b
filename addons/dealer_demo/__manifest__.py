{
    "name": "Dealer Demonstration Data",
    "summary": "A populated dealership group of any size from one seeded generator",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tools",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": [
        "dealer_complaint",
        "dealer_crm_survey",
        "dealer_import",
        "dealer_letter_sale",
        "dealer_service_survey",
        "dealer_loyalty_survey",
        "dealer_marketing",
    ],
    "assets": {
        "web.assets_tests": ["dealer_demo/static/tests/tours/**/*"],
    },
}
