import base64
import io
import zipfile

from docx import Document

SCHEMA = {
    "today": "",
    "company": {"name": ""},
    "customer": {"name": "", "city": ""},
    "cars": [{"name": "", "vin": ""}],
}


def make(*paragraphs, table=(), header="", title=""):
    """A Word document.

    :param paragraphs: texts
    :param table: rows of texts
    :return: bytes
    """
    document = Document()
    document.core_properties.title = title
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        cells = document.add_table(rows=len(table), cols=len(table[0])).rows
        for row, texts in zip(cells, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    document.sections[0].header.paragraphs[0].text = header
    return save(document)


def save(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def repack(content, changes):
    """The same document with other parts.

    :param dict changes: name of a part -> function of its bytes, or bytes
    """
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            change = changes.get(name)
            target.writestr(name, change(data) if callable(change) else change or data)
        for name in set(changes) - set(source.namelist()):
            target.writestr(name, changes[name])
    return result.getvalue()


def texts(content):
    """All paragraphs of a document, those of its tables at the end."""
    document = Document(io.BytesIO(content))
    cells = [
        cell.text
        for table in document.tables
        for row in table.rows
        for cell in row.cells
    ]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def encode(content):
    return base64.b64encode(content)
