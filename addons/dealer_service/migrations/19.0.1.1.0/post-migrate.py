"""Before pay types the customer paid everything."""


def migrate(cr, version):
    cr.execute(
        "SELECT res_id FROM ir_model_data"
        " WHERE module = 'dealer_service' AND name = 'pay_type_customer'"
    )
    (customer,) = cr.fetchone()
    for table, column, condition in (
        ("dealer_service_line", "pay_type_id", "TRUE"),
        ("sale_order", "dealer_pay_type_id", "dealer_service_order_id IS NOT NULL"),
        ("account_move", "dealer_pay_type_id", "dealer_service_order_id IS NOT NULL"),
    ):
        cr.execute(
            f"UPDATE {table} SET {column} = %s"  # noqa: S608 - names from above
            f" WHERE {column} IS NULL AND {condition}",
            [customer],
        )
