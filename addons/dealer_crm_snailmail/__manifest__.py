{
    "name": "Dealer CRM: Letters by Post",
    "summary": "Letters sent by post follow “own customers only”",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_crm", "snailmail"],
    "data": ["security/dealer_own_customers_rules.xml"],
    "auto_install": True,
}
