{
    "name": "Dealer Letters",
    "summary": "Offers, invitations and contracts from Word templates",
    "version": "19.0.1.0.0",
    "category": "Marketing/Email Marketing",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_marketing"],
    "external_dependencies": {"python": ["docxtpl"]},
    "data": [
        "security/ir.model.access.csv",
        "security/dealer_letter_security.xml",
        "data/dealer_letter_template_data.xml",
        "wizards/dealer_letter_write_views.xml",
        "views/dealer_letter_template_views.xml",
        "views/mailing_filter_views.xml",
    ],
}
