from . import headers, reading, rejected, rows, same, values
