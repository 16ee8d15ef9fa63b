{
    "name": "Dealer Import",
    "summary": "Customers, vehicles, owners, leads and cold lists from files",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_crm"],
    "external_dependencies": {"python": ["chardet", "openpyxl"]},
    "data": [
        "security/dealer_import_security.xml",
        "security/ir.model.access.csv",
        "data/dealer.import.target.csv",
        "data/ir_cron_data.xml",
        "data/dealer_intake_source_data.xml",
        "views/dealer_import_views.xml",
        "views/dealer_import_target_views.xml",
        "views/dealer_import_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["dealer_import/static/src/*"],
    },
}
