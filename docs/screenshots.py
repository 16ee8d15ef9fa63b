#!/usr/bin/env python3
"""Make the pictures of the documentation from a running demo.

Usage, from the repository, with the demo running (``./dealer demo --detach``):

    .odoo/venv/bin/python docs/screenshots.py [--url URL] [--out DIR] [NAME ...]

Drives Chromium by its DevTools protocol as the users of the demo, so the pictures
show what each role sees. Without NAME all pictures of ``PICTURES`` are made.
"""

import argparse
import base64
import itertools
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

DESKTOP, PHONE = (1400, 860), (390, 844)
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")

# A view of Odoo, or one of our own pages.
READY = (
    ".o_view_controller, .o_dealer_find, .o_dealer_today, .o_dealer_overview,"
    " .o_dealer_desk"
)

# name: (login, path, size, steps: "type:TEXT" or what to click)
PICTURES = {
    "find": ("advisor1", "/odoo/dealer-find", DESKTOP, ["type:романов"]),
    "pipeline": ("sales1", "/odoo/dealer-pipeline", DESKTOP, []),
    "lead": ("sales1", "/odoo/dealer-pipeline", DESKTOP, [".o_kanban_record"]),
    "test-drives": ("sales1", "/odoo/dealer-test-drives", DESKTOP, []),
    "appraisal": (
        "sales1",
        "/odoo/dealer-appraisals",
        DESKTOP,
        [".o_data_row .o_data_cell[name=vehicle_id]"],
    ),
    "appraisal-phone": (
        "sales1",
        "/odoo/dealer-appraisals",
        PHONE,
        [".o_kanban_record"],
    ),
    "matching-cars": (
        "sales1",
        "/odoo/dealer-pipeline",
        DESKTOP,
        [
            ".o_kanban_record",
            "button[name=action_dealer_view_matches]",
        ],
    ),
    "losses": ("director", "/odoo/dealer-losses", DESKTOP, []),
    "answers": ("director", "/odoo/dealer-answers", DESKTOP, []),
    "distribution": ("director", "/odoo/dealer-distribution", DESKTOP, []),
    "duplicates": ("director", "/odoo/dealer-duplicates", DESKTOP, []),
    "today-team": ("director", "/odoo/today", DESKTOP, []),
    "follow-ups": ("director", "/odoo/dealer-follow-ups", DESKTOP, []),
    "test-drive-results": ("director", "/odoo/dealer-test-drive-results", DESKTOP, []),
    "customers": ("sales1", "/odoo/dealer-customers", DESKTOP, []),
    "customer": (
        "sales1",
        "/odoo/dealer-customers",
        DESKTOP,
        [
            "type:Кузнецова Екатерина",
            "key:Enter",
            ".o_kanban_record",
            ".nav-link[name=dealer_timeline]",
        ],
    ),
    "vehicles": ("sales1", "/odoo/dealer-vehicles", DESKTOP, []),
    "vehicle": ("advisor1", "/odoo/dealer-vehicles", DESKTOP, [".o_kanban_record"]),
    "service": ("advisor1", "/odoo/dealer-service", DESKTOP, []),
    "jobs-phone": ("technician1", "/odoo/dealer-jobs", PHONE, []),
    "complaints": ("advisor1", "/odoo/dealer-complaints", DESKTOP, []),
    "workshop-figures": ("director", "/odoo/dealer-workshop-figures", DESKTOP, []),
    "retention": ("director", "/odoo/dealer-retention", DESKTOP, []),
    "campaign": ("marketing", "/odoo/dealer-campaigns/1", DESKTOP, []),
    "points": ("director", "/odoo/dealer-points", DESKTOP, [".o_graph"]),
    "cards": ("cashier", "/odoo/dealer-cards", DESKTOP, []),
    "card-desk": (
        "cashier",
        "/odoo/card-desk",
        DESKTOP,
        ["type:Гатауллин Рустам"],
    ),
    "card-desk-phone": (
        "cashier",
        "/odoo/card-desk",
        PHONE,
        ["type:Гатауллин Рустам"],
    ),
    "overview": ("director", "/odoo/dealer-overview", DESKTOP, []),
    "overview-phone": ("director", "/odoo/dealer-overview", PHONE, []),
    "intake": ("director", "/odoo/dealer-intake", DESKTOP, []),
    "follow-up-rule": (
        "director",
        "/odoo/dealer-follow-up-rules",
        DESKTOP,
        [".o_data_row:nth-child(4) td[name=event]"],
    ),
    "today": ("sales1", "/odoo/today", DESKTOP, []),
    "today-phone": ("sales1", "/odoo/today", PHONE, []),
    "visits": ("sales1", "/odoo/dealer-visits", DESKTOP, []),
    "visits-phone": (
        "sales1",
        "/odoo/dealer-visits",
        PHONE,
        [".o-kanban-button-new"],
    ),
    "pipeline-phone": ("sales1", "/odoo/dealer-pipeline", PHONE, []),
    "vehicles-phone": ("advisor1", "/odoo/dealer-vehicles", PHONE, []),
}


class Browser:
    """A headless Chromium with one page."""

    def __init__(self):
        program = next(filter(None, map(shutil.which, BROWSERS)), None)
        if not program:
            raise SystemExit("No Chromium or Chrome is in PATH: install one first.")
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            [
                program,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                f"--user-data-dir={self._profile.name}",
                "about:blank",
            ],
            stderr=subprocess.DEVNULL,
        )
        self._ids = itertools.count(1)
        self._socket = websocket.create_connection(self._page_url(), timeout=60)

    def _page_url(self):
        port_file = Path(self._profile.name, "DevToolsActivePort")
        for _attempt in range(100):
            if port_file.exists() and port_file.read_text().strip():
                break
            time.sleep(0.1)
        port = port_file.read_text().split()[0]
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/json/list", timeout=10
        ) as answer:
            pages = json.load(answer)
        return next(page for page in pages if page["type"] == "page")[
            "webSocketDebuggerUrl"
        ]

    def call(self, method, **params):
        """Run one DevTools command and return its result."""
        number = next(self._ids)
        self._socket.send(
            json.dumps({"id": number, "method": method, "params": params})
        )
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]

    def run(self, script):
        """Evaluate JavaScript in the page and return its value."""
        result = self.call(
            "Runtime.evaluate",
            expression=script,
            awaitPromise=True,
            returnByValue=True,
        )
        return result["result"].get("value")

    def wait(self, script, seconds=30):
        """Wait until JavaScript is true."""
        for _attempt in range(seconds * 10):
            if self.run(script):
                return
            time.sleep(0.1)
        raise RuntimeError(f"Waited in vain for {script}")

    def open(self, url, size):
        width, height = size
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self.call("Page.navigate", url=url)
        time.sleep(1)
        self.wait("document.readyState === 'complete'")

    def login(self, url, login):
        """Start a new session; the password of a demo user is the login."""
        # The page of the last user would ask for a session of its own.
        self.open("about:blank", DESKTOP)
        self.call("Network.clearBrowserCookies")
        self.open(f"{url}/web/login", DESKTOP)
        self.wait("!!document.querySelector('form.oe_login_form')")
        self.run(
            "document.querySelector('input[name=login]').value = "
            f"document.querySelector('input[name=password]').value = {login!r};"
            "document.querySelector('form.oe_login_form').submit();"
        )
        self.wait("!!document.querySelector('.o_web_client, .o_portal')")

    def picture(self, path):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        Path(path).write_bytes(base64.b64decode(data))

    def close(self):
        self._socket.close()
        self._process.terminate()
        self._process.wait(10)
        self._profile.cleanup()


def make(browser, url, out, name):
    """Make one picture."""
    login, path, size, steps = PICTURES[name]
    browser.login(url, login)
    browser.open(url + path, size)
    browser.wait(f"!!document.querySelector('{READY}')")
    time.sleep(1.5)
    for step in steps:
        if step.startswith("type:"):
            browser.call("Input.insertText", text=step.removeprefix("type:"))
        elif step == "key:Enter":
            for kind in ("rawKeyDown", "char", "keyUp"):
                browser.call(
                    "Input.dispatchKeyEvent",
                    type=kind,
                    key="Enter",
                    code="Enter",
                    text="\r" if kind == "char" else "",
                    windowsVirtualKeyCode=13,
                )
        else:
            browser.wait(f"!!document.querySelector({step!r})")
            browser.run(f"document.querySelector({step!r}).click()")
        time.sleep(2)
    browser.picture(out / f"{name}.png")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:8069")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "images")
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *PICTURES])
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    browser = Browser()
    try:
        for name in options.names or PICTURES:
            make(browser, options.url.rstrip("/"), options.out, name)
            print(options.out / f"{name}.png")
    finally:
        browser.close()


if __name__ == "__main__":
    main()
