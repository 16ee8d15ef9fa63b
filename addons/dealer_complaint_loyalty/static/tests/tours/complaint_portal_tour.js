import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dealer_complaint_portal", {
    steps: () => [
        {
            content: "The page of the club has a button",
            trigger: "a[href='/my/complaints/new?step=club']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The step is chosen",
            trigger: "select[name=step]:value(club)",
        },
        {
            content: "Say what happened",
            trigger: "textarea[name=text]",
            run: "edit The points of my last visit are missing",
        },
        {
            content: "Send",
            trigger: ".o_dealer_complaint_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is there",
            trigger: ".o_dealer_complaint:contains('We are looking into it')",
        },
    ],
});

registry.category("web_tour.tours").add("dealer_complaint_portal_answer", {
    steps: () => [
        {
            content: "From the portal",
            trigger: "a[href='/my/complaints']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "To the complaint",
            trigger: ".o_dealer_complaints a:contains('Answered')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The answer",
            trigger: ".o_dealer_complaint_answer:contains('we are sorry'):contains('40 points')",
        },
    ],
});
