{
    "name": "Dealer Service: Questionnaires",
    "summary": "Customers are asked how the service was",
    "version": "19.0.1.1.0",
    "category": "Services",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_crm_survey", "dealer_service"],
    "data": [
        "security/dealer_service_survey_security.xml",
        "security/ir.model.access.csv",
        "data/survey_feedback_data.xml",
        "views/dealer_service_survey_menus.xml",
    ],
    "auto_install": True,
}
