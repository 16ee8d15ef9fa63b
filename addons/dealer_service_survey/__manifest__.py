{
    "name": "Dealer Service: Questionnaires",
    "summary": "Customers are asked how the service was",
    "version": "19.0.1.1.0",
    "category": "Services",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_crm_survey", "dealer_service"],
    "data": ["data/survey_feedback_data.xml"],
    "auto_install": True,
}
