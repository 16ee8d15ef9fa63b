{
    "name": "Dealer Import: Service History",
    "summary": "Service history of another system, with its lines",
    "version": "19.0.1.0.0",
    "category": "Services/Repair",
    "author": "Dealer",
    "license": "LGPL-3",
    "depends": ["dealer_import", "dealer_service"],
    "data": ["data/dealer.import.target.csv"],
    "auto_install": True,
}
