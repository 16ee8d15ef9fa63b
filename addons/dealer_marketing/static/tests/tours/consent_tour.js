// A consent at the desk, withdrawn by the link of a letter. The test which starts these
// tours makes the data: tests/test_consent_tour.py.
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("dealer_consent_desk", {
    steps: () => [
        {
            content: "Open the tab",
            trigger: ".nav-link:contains('May We Contact?')",
            run: "click",
        },
        {
            content: "Nothing is agreed to yet; ask the customer",
            trigger: "button[name='action_dealer_record_consent']",
            run: "click",
        },
        {
            content: "Mark the subject",
            trigger:
                ".modal .o_field_widget[name='purpose_ids'] .form-check:contains('Offers') input",
            run: "click",
        },
        {
            content: "Mark the way",
            trigger: ".modal .o_field_widget[name='email'] input",
            run: "click",
        },
        {
            content: "The wording is shown; record",
            trigger:
                ".modal:has(.o_field_widget[name='wording']:contains('I agree')) button[name='action_record']",
            run: "click",
        },
        {
            content: "The answer is yes, with its reason",
            trigger:
                "body:not(:has(.modal)) tr:has(th:contains('Special offers')) td:contains('Yes'):contains('In person')",
        },
    ],
});

tours.add("dealer_consent_link", {
    steps: () => [
        {
            content: "The page asks first",
            trigger: "form button:contains('Unsubscribe')",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "h3:contains('Done')" },
    ],
});
