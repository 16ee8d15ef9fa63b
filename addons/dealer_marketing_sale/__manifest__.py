{
    "name": "Dealer Marketing: Margin of Campaigns",
    "summary": "What campaigns have brought, from posted invoices",
    "version": "19.0.1.0.0",
    "category": "Marketing/Email Marketing",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_crm_sale", "dealer_marketing"],
    "data": ["views/dealer_campaign_member_views.xml"],
    "auto_install": True,
}
