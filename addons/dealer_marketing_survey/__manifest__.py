{
    "name": "Dealer Marketing: Questionnaires",
    "summary": "Marketing sees how satisfied customers are",
    "version": "19.0.1.0.0",
    "category": "Marketing",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_crm_survey", "dealer_marketing"],
    "data": [
        "security/dealer_marketing_survey_security.xml",
        "security/ir.model.access.csv",
        "views/dealer_marketing_survey_menus.xml",
    ],
    "auto_install": True,
}
