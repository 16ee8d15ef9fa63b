"""Columns which would be computed record by record get their values at once."""


def migrate(cr, version):
    # History has hundreds of thousands of rows: a constant default rewrites none.
    cr.execute(
        "ALTER TABLE dealer_service_line"
        " ADD COLUMN IF NOT EXISTS decision varchar DEFAULT 'approved',"
        " ADD COLUMN IF NOT EXISTS hours_worked double precision DEFAULT 0"
    )
    cr.execute(
        "ALTER TABLE dealer_service_line"
        " ALTER COLUMN decision DROP DEFAULT, ALTER COLUMN hours_worked DROP DEFAULT"
    )
    cr.execute(
        "ALTER TABLE dealer_service_order"
        " ADD COLUMN IF NOT EXISTS rating_last_value double precision DEFAULT 0,"
        " ADD COLUMN IF NOT EXISTS is_fixed_first_time boolean DEFAULT false"
    )
    cr.execute(
        "ALTER TABLE dealer_service_order"
        " ALTER COLUMN rating_last_value DROP DEFAULT,"
        " ALTER COLUMN is_fixed_first_time DROP DEFAULT"
    )
    cr.execute(
        "UPDATE dealer_service_order SET is_fixed_first_time = true"
        " WHERE state = 'delivered'"
    )
