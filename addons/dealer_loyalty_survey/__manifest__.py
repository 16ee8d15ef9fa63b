{
    "name": "Dealer Loyalty: Questionnaires",
    "summary": "Points of the club for answered questionnaires",
    "version": "19.0.1.0.0",
    "category": "Sales/Loyalty",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_crm_survey", "dealer_loyalty"],
    "data": ["views/survey_survey_views.xml"],
    "auto_install": True,
}
