"""Letters in the background whose process is killed: each is there once, or not yet."""

import base64
import io

import pytest
from docx import Document
from helpers import Gate, children, cron_arguments, run_child, wait_for_rollbacks

# The second slice is not full.
READERS, SLICE = 230, 200
WRITE = "dealer.letter.batch:_cron_write"


@pytest.fixture
def batch(clone, odoo_env):
    """Letters which wait; id of the job and of its last reader."""
    file = io.BytesIO()
    document = Document()
    document.add_paragraph("Dear {{ customer.name }}")
    document.save(file)
    with odoo_env(clone) as env:
        readers = env["res.partner"].create(
            [{"name": f"Reader {number:03}"} for number in range(READERS)]
        )
        purpose = env.ref("dealer_marketing.purpose_offers")
        env["dealer.consent"]._record(readers, [(purpose, "post", "granted")], "desk")
        content = base64.b64encode(file.getvalue())
        words = {"lang_id": env.ref("base.lang_en").id, "content": content}
        template = env["dealer.letter.template"].create(
            {
                "name": "Spring",
                "purpose_id": purpose.id,
                "file_ids": [(0, 0, words)],
            }
        )
        wizard = env["dealer.letter.write"].create(
            {
                "model": "res.partner",
                "record_ids": readers.ids,
                "template_id": template.id,
                "file_type": "docx",
            }
        )
        job = wizard._write_later(readers)["res_id"]
        return job, readers[-1].id


def count(clone, job):
    """(letters kept with a reader, readers with one, reservations, written, looked at)

    The last two are what the job says of itself.
    """
    (row,) = clone.query(
        """
        SELECT count(file.id), count(DISTINCT file.res_id),
               (SELECT count(*) FROM dealer_contact_claim),
               coalesce(job.written_count, 0), coalesce(job.position, 0)
          FROM dealer_letter_batch job
     LEFT JOIN ir_attachment file
            ON file.res_model = 'res.partner' AND file.name LIKE 'Spring%%'
         WHERE job.id = %s
      GROUP BY job.id
        """,
        [job],
    )
    return row


def files(clone, job):
    """Number of files for the printer."""
    ((number,),) = clone.query(
        "SELECT count(*) FROM ir_attachment"
        " WHERE res_model = 'dealer.letter.batch' AND res_id = %s",
        [job],
    )
    return number


def test_killed_in_the_second_slice(clone, batch, connect, tmp_path):
    """What was committed stays and is not repeated; the rest is written later."""
    job, last = batch
    # Whatever is written about the last reader waits for this.
    lock = "SELECT 1 FROM res_partner WHERE id = %s FOR UPDATE"
    with children(tmp_path) as start, Gate(connect(clone), lock, [last]) as gate:
        first = start(*cron_arguments(clone, WRITE))
        gate.wait_for(1)
        assert count(clone, job) == (SLICE,) * 5
        first.kill()
    wait_for_rollbacks(clone)
    assert count(clone, job) == (SLICE,) * 5
    assert files(clone, job) == 1
    for _again in range(2):
        run_child(tmp_path, *cron_arguments(clone, WRITE))
        assert count(clone, job) == (READERS,) * 5
        assert files(clone, job) == 2
    assert clone.query("SELECT state FROM dealer_letter_batch") == [("done",)]


def test_killed_while_letters_are_kept(clone, batch, connect, tmp_path):
    """Readers are reserved, but no letter was kept: nothing of it is left."""
    job, _last = batch
    lock = "LOCK TABLE ir_attachment IN SHARE MODE"
    with children(tmp_path) as start, Gate(connect(clone), lock) as gate:
        first = start(*cron_arguments(clone, WRITE))
        gate.wait_for(1)
        first.kill()
    wait_for_rollbacks(clone)
    assert count(clone, job) == (0,) * 5
    run_child(tmp_path, *cron_arguments(clone, WRITE))
    assert count(clone, job) == (READERS,) * 5
