"""Greetings are prepared several times a day: a bad night costs nobody a greeting."""


def migrate(cr, version):
    """Change the scheduled action, unless somebody has already.

    :param cr: database cursor
    :param version: installed before
    """
    cr.execute(
        """
        UPDATE ir_cron cron SET interval_number = 6, interval_type = 'hours'
          FROM ir_model_data data
         WHERE data.module = 'dealer_marketing' AND data.name = 'ir_cron_greetings'
           AND data.model = 'ir.cron' AND data.res_id = cron.id
           AND cron.interval_number = 1 AND cron.interval_type = 'days'
        """
    )
