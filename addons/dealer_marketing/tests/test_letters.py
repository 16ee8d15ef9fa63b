"""The ready letters in a browser, in three languages."""

import json

from odoo.tests import HttpCase, tagged

LANGUAGES = ("en_US", "ru_RU", "zh_CN")
# Letters are put into frames as wide as a phone and as a desktop; what is wider than a
# frame is cut there.
CHECK = """
    const letters = %s, bad = [];
    const show = (name, body, width) => new Promise((done) => {
        const frame = document.createElement("iframe");
        frame.style.width = width + "px";
        frame.onload = () => {
            const page = frame.contentDocument.documentElement;
            if (page.scrollWidth > width || !page.innerText.trim()) {
                bad.push(`${name} at ${width}: ${page.scrollWidth}`);
            }
            frame.remove();
            done();
        };
        frame.srcdoc = body;
        document.body.append(frame);
    });
    (async () => {
        for (const [name, body] of Object.entries(letters)) {
            await show(name, body, 390);
            await show(name, body, 1000);
        }
        if (bad.length) {
            console.error(bad.join(", "));
        } else {
            console.log("test successful");
        }
    })();
"""


@tagged("post_install", "-at_install")
class TestLetters(HttpCase):
    browser_size = "390x844"

    def test_in_a_browser(self):
        for code in LANGUAGES[1:]:
            self.env["res.lang"]._activate_lang(code)
        addon = self.env.ref("base.module_dealer_marketing")
        addon._update_translations(LANGUAGES[1:], overwrite=True)
        people = self.env["res.partner"].create(
            [
                {"name": "Alexandra Konstantinowna Preobrazhenskaya", "lang": code}
                for code in LANGUAGES
            ]
        )
        rows = self.env["ir.model.data"].search(
            [("module", "=", "dealer_marketing"), ("model", "=", "mail.template")]
        )
        letters = {}
        for template in self.env["mail.template"].browse(rows.mapped("res_id")):
            subjects = set()
            for person in people:
                mail = self.env["mail.mail"].browse(template.send_mail(person.id))
                letters[f"{template.name} {person.lang}"] = str(mail.body_html)
                subjects.add(mail.subject)
            self.assertEqual(len(subjects), len(LANGUAGES), template.name)
        self.assertGreaterEqual(len(letters), 15 * len(LANGUAGES))
        self.browser_js("/web/login", CHECK % json.dumps(letters))
