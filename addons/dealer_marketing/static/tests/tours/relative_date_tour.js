// Days counted from today in the conditions of a group: tests/test_target_tour.py.
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dealer_relative_date", {
    steps: () => [
        {
            content: "Three years ago is shown as such, and can be changed",
            trigger: ".o_dealer_relative_date:has(select option:checked:contains('years')) input",
            run: "edit 2 && press Tab",
        },
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});
