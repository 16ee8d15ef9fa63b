class LeadError(ValueError):
    """A message in which no lead can be read.

    ``code``: short name of the reason; ``detail``: at most 80 characters for the
    person who repairs it.
    """

    def __init__(self, code: str, detail: str = ""):
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail[:80]
