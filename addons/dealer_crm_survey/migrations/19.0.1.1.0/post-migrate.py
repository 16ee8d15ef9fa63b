"""Questionnaires which came with the addon ask in all languages of the dealership."""


def migrate(cr, version):
    """Take away the one language which Odoo has chosen when they were made.

    :param cr: database cursor
    :param version: installed before
    """
    cr.execute(
        """
        DELETE FROM res_lang_survey_survey_rel rel
         USING ir_model_data data
         WHERE data.module = %s AND data.model = 'survey.survey'
           AND data.res_id = rel.survey_survey_id
           AND NOT EXISTS (SELECT FROM res_lang_survey_survey_rel other
                            WHERE other.survey_survey_id = rel.survey_survey_id
                              AND other.res_lang_id <> rel.res_lang_id)
        """,
        ["dealer_crm_survey"],
    )
