"""PDF by LibreOffice, where there is one."""

import logging
import shutil
import subprocess
import tempfile
from pathlib import Path

_logger = logging.getLogger(__name__)

PROGRAMS = ("soffice", "libreoffice")
START_SECONDS = 60
SECONDS_EACH = 5


def find_program() -> str | None:
    """Path of LibreOffice, None where it is not installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def to_pdf(documents: list[bytes]) -> list[bytes] | None:
    """The same as PDF, by one run of LibreOffice.

    It has a profile of its own, so that two runs at the same time do not disturb each
    other.

    :param documents: Word documents
    :return: list in the same order; None when there is no LibreOffice, or it did not
        make all of them in time
    """
    program = find_program()
    if not program or not documents:
        return None
    with tempfile.TemporaryDirectory(prefix="dealer-letter-") as folder:
        sources = []
        for number, document in enumerate(documents):
            source = Path(folder, f"letter{number:05}.docx")
            source.write_bytes(document)
            sources.append(source)
        command = [
            program,
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            *("--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder),
            *map(str, sources),
        ]
        try:
            subprocess.run(
                command,
                check=True,
                capture_output=True,
                timeout=START_SECONDS + SECONDS_EACH * len(documents),
                cwd=folder,
            )
            return [source.with_suffix(".pdf").read_bytes() for source in sources]
        except (OSError, subprocess.SubprocessError) as error:
            _logger.warning("letters stay Word documents: %s", error)
            return None
