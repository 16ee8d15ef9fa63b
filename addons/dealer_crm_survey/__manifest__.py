{
    "name": "Dealer CRM: Questionnaires",
    "summary": "Answers to questionnaires become leads, as messages of the intake",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_crm", "survey_crm"],
    "data": [
        "security/dealer_crm_survey_security.xml",
        "data/dealer_intake_source_data.xml",
        "data/survey_fair_data.xml",
        "data/survey_test_drive_data.xml",
        "views/survey_survey_views.xml",
        "views/dealer_inbox_views.xml",
        "views/dealer_crm_survey_menus.xml",
    ],
    "auto_install": True,
}
