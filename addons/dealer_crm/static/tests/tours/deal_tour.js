// From the visitor in the showroom to the delivered car, and a car which is booked. The
// tests which start these tours make the data: tests/test_deal_tour.py.
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// A loaded machine takes its time: many steps wait for the server.
function patient(steps) {
    return steps.map((step) => ({ timeout: 60000, ...step }));
}

function type(field, text, tag = "input") {
    return {
        content: `Type into ${field}`,
        trigger: `.o_field_widget[name='${field}'] ${tag}`,
        run: `edit ${text}`,
    };
}

function choose(field, text) {
    return [
        type(field, text),
        {
            content: `Choose ${text}`,
            trigger: `.o-autocomplete--dropdown-item:contains('${text}')`,
            run: "click",
        },
    ];
}

function save() {
    return [
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        { content: "Saved", trigger: ".o_form_saved" },
    ];
}

function stage(name) {
    return {
        content: `To ${name}`,
        trigger: `.o_statusbar_status button:contains('${name}')`,
        run: "click",
    };
}

tours.add("dealer_deal", {
    steps: () =>
        patient([
        { content: "A visitor", trigger: ".o-kanban-button-new", run: "click" },
        type("visitor_phone", "+7 900 777-10-20"),
        type("visitor_name", "Walter Ingang"),
        ...choose("model_id", "Vesta"),
        {
            content: "Save the visit",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "It is in the log",
            trigger: ".o_kanban_record:contains('Walter Ingang')",
            run: "click",
        },
        {
            content: "The visit has made a lead",
            trigger: "button[name='action_open_lead']",
            run: "click",
        },
        {
            content: "Plan a test drive",
            trigger: ".o_form_view button[name='action_dealer_plan_test_drive']",
            run: "click",
        },
        {
            content: "The demo car of the wanted model is proposed",
            trigger: ".o_field_widget[name='vehicle_id'] input:value('Vesta')",
        },
        type("licence_number", "99 88 123456"),
        type("licence_category", "B"),
        type("licence_valid_until", "01/01/2099"),
        ...save(),
        { content: "Sign", trigger: ".o_widget_signature button", run: "click" },
        {
            content: "The name is written",
            trigger: ".modal .o_web_sign_auto_button",
            run: "click",
        },
        {
            content: "Adopt it",
            trigger: ".modal footer button.btn-primary:enabled",
            run: "click",
        },
        { content: "Go", trigger: "button[name='action_start']", run: "click" },
        type("odometer_in", "1217"),
        {
            content: "Wants an offer",
            trigger: ".o_field_widget[name='outcome'] input:first",
            run: "click",
        },
        { content: "Back", trigger: "button[name='action_done']", run: "click" },
        {
            content: "The drive was held",
            trigger: ".o_arrow_button_current:contains('Held')",
        },
        {
            content: "The customer answers on the screen",
            trigger: "button[name='action_feedback']",
            run: "click",
        },
        {
            content: "Five stars",
            trigger: ".modal .o_field_widget[name='liking'] .o_priority_star:last",
            run: "click",
        },
        {
            content: "Would buy",
            trigger: ".modal .o_field_widget[name='would_buy'] .o_selection_badge:first",
            run: "click",
        },
        {
            content: "Thank you",
            trigger: ".modal button[name='action_feedback_done']",
            run: "click",
        },
        {
            content: "Asked",
            trigger: ".o_form_view:not(.modal .o_form_view) .o_field_widget[name='feedback_at']",
        },
        {
            content: "Back to the lead",
            trigger: "button[name='action_view_lead']",
            run: "click",
        },
        type("expected_revenue", "1500000"),
        ...choose("dealer_vehicle_id", "WAY777"),
        ...save(),
        stage("Proposal"),
        {
            content: "The offer is made",
            trigger: ".o_arrow_button_current:contains('Proposal')",
        },
        stage("Sold"),
        {
            content: "Sold needs the deposit",
            trigger: ".modal .modal-footer button.btn-primary:contains('Fill In')",
            run: "click",
        },
        {
            content: "The deposit",
            trigger: ".modal .o_field_widget[name='dealer_deposit'] input",
            run: "edit 50000",
        },
        {
            content: "Move",
            trigger: ".modal button[name='action_dealer_enter_stage']",
            async run({ click }) {
                // The page is loaded again: what is clicked before that is lost.
                document.querySelector(".o_form_view").dataset.before = "1";
                await click();
            },
        },
        {
            content: "Sold, not delivered",
            trigger:
                ".o_form_view:not([data-before]) .o_arrow_button_current:contains('Sold')",
        },
        {
            content: "Hand the car over",
            trigger: "button[name='action_set_won_rainbowman']",
            run: "click",
        },
        {
            content: "Delivered",
            trigger: ".o_arrow_button_current:contains('Delivered')",
        },
        ]),
});

tours.add("dealer_booked_car", {
    steps: () =>
        patient([
        {
            content: "Plan a test drive",
            trigger: ".o_form_view button[name='action_dealer_plan_test_drive']",
            run: "click",
        },
        {
            content: "The demo car is proposed",
            trigger: ".o_field_widget[name='vehicle_id'] input:value('Vesta')",
        },
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        {
            content: "The car is taken",
            trigger: ".modal:contains('The car is booked at this time')",
        },
        {
            content: "Understood",
            trigger: ".modal .modal-footer button.btn-primary",
            run: "click",
        },
        {
            content: "Change the time",
            trigger: ".o_field_widget[name='start'] button[data-field='start']",
            run: "click",
        },
        {
            content: "Another day",
            trigger: ".o_field_widget[name='start'] input[data-field='start']",
            run: "edit 03/04/2031 10:00:00",
        },
        {
            content: "Done",
            trigger: ".o_field_widget[name='start'] input[data-field='start']",
            run: "press Tab",
        },
        ...save(),
        {
            content: "Planned",
            trigger: ".o_arrow_button_current:contains('Planned')",
        },
        ]),
});
