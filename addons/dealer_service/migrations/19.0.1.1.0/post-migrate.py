"""Before pay types the customer paid everything."""


def migrate(cr, version):
    cr.execute(
        "SELECT res_id FROM ir_model_data"
        " WHERE module = 'dealer_service' AND name = 'pay_type_customer'"
    )
    customer = cr.fetchone()
    cr.execute(
        "UPDATE dealer_service_line SET pay_type_id = %s WHERE pay_type_id IS NULL",
        customer,
    )
    cr.execute(
        "UPDATE sale_order SET dealer_pay_type_id = %s"
        " WHERE dealer_pay_type_id IS NULL AND dealer_service_order_id IS NOT NULL",
        customer,
    )
    cr.execute(
        "UPDATE account_move SET dealer_pay_type_id = %s"
        " WHERE dealer_pay_type_id IS NULL AND dealer_service_order_id IS NOT NULL",
        customer,
    )
