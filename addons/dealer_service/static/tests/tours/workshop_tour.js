// A car's way through the workshop, each part as the person who does it. The test
// which starts these tours makes the data: tests/test_workshop_tour.py.
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

function choose(where, field, text) {
    return [
        {
            content: `Type into ${field}`,
            trigger: `${where} .o_field_widget[name='${field}'] input`,
            run: `edit ${text}`,
        },
        {
            content: `Choose ${text}`,
            trigger: `.o-autocomplete--dropdown-item:contains('${text}')`,
            run: "click",
        },
    ];
}

function press(name, state) {
    return [
        {
            content: `Press ${name}`,
            trigger: `.o_statusbar_buttons button[name='${name}']:enabled`,
            run: "click",
        },
        {
            content: `The order is in ${state}`,
            trigger: `.o_arrow_button_current:contains('${state}')`,
        },
    ];
}

function addLabour(number, name, hours, payType) {
    // The line before stays selected until it is read: wait for the new one.
    const row = `.o_data_row:nth-child(${number}).o_selected_row`;
    return [
        {
            content: `Add ${name}`,
            trigger: ".o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "What is done",
            trigger: `${row} .o_field_widget[name='name'] textarea`,
            run: `edit ${name}`,
        },
        {
            content: "Norm hours",
            trigger: `${row} .o_field_widget[name='quantity'] input`,
            run: `edit ${hours}`,
        },
        ...choose(row, "pay_type_id", payType),
        {
            content: "Chosen",
            trigger: `${row} .o_field_widget[name='pay_type_id'] input:value('${payType}')`,
        },
    ];
}

tours.add("dealer_workshop_three_payers", {
    steps: () => [
        {
            content: "The car of the appointment is here",
            trigger: ".o_statusbar_buttons button[name='action_arrive']",
            run: "click",
        },
        {
            content: "What the customer said when booking is on the order",
            trigger: ".o_field_widget[name='concern'] textarea:value('Squeaks when braking')",
        },
        {
            content: "Reading at check-in",
            trigger: ".o_field_widget[name='odometer'] input",
            run: "edit 30100",
        },
        ...addLabour(1, "Brakes renewed", "2", "Customer"),
        ...addLabour(2, "Gearbox renewed", "5", "Warranty"),
        ...addLabour(3, "Washed", "1", "Internal"),
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        { content: "Saved", trigger: ".o_form_saved" },
        ...press("action_estimate", "Estimate"),
        {
            content: "Ask the customer",
            trigger: ".o_statusbar_buttons button:contains(\"Customer's Decision\")",
            run: "click",
        },
        {
            content: "Only what the customer pays is asked",
            trigger:
                ".modal .o_list_renderer:not(:contains('Gearbox')):not(:contains('Washed')) .o_data_row:contains('Brakes renewed')",
        },
        {
            content: "Yes to all",
            trigger: ".modal button[name='action_confirm']",
            run: "click",
        },
        {
            content: "With the last answer the estimate is approved",
            trigger: ".o_arrow_button_current:contains('Approved')",
        },
        ...press("action_start", "In work"),
        ...press("action_ready", "Ready"),
        {
            content: "Bill the payers",
            trigger: ".o_statusbar_buttons button[name='action_create_invoice']",
            run: "click",
        },
        {
            content: "It is posted",
            trigger: ".o_field_widget[name='invoice_status']:contains('Invoiced')",
        },
        ...press("action_deliver", "Delivered"),
        {
            content: "A finished order is not typed into any more",
            trigger: ".o_field_widget.o_readonly_modifier[name='odometer']",
        },
    ],
});

const card = (name) => `.o_kanban_record:contains('${name}')`;

tours.add("dealer_workshop_technician", {
    steps: () => [
        {
            content: "A colleague's job is not among mine",
            trigger: `.o_kanban_renderer:not(:has(${card("Body work")}))`,
        },
        {
            content: "No prices",
            trigger: `${card("Front brakes")}:not(:contains('2,000'))`,
        },
        {
            content: "Start the clock",
            trigger: `${card("Front brakes")} [name='action_clock_start']`,
            run: "click",
        },
        {
            content: "It runs",
            trigger: `${card("Front brakes")}:contains('Clock is running')`,
        },
        {
            content: "Start the other job",
            trigger: `${card("Oil change")} [name='action_clock_start']`,
            run: "click",
        },
        {
            content: "Only one clock runs",
            trigger: `${card("Front brakes")}:not(:contains('Clock is running'))`,
        },
        {
            content: "Something is wrong with the tyres",
            trigger: `${card("Oil change")} [name='action_report_finding']`,
            run: "click",
        },
        {
            content: "It is urgent",
            trigger: ".modal .o_field_widget[name='severity'] label:contains('Urgent')",
            run: "click",
        },
        {
            content: "What it is",
            trigger: ".modal .o_field_widget[name='name'] input",
            run: "edit Tyre cut",
        },
        {
            content: "Take a photo",
            trigger: ".modal .o_field_widget[name='photo_ids'] input[type='file']:not(:visible)",
            async run({ anchor }) {
                const picture = await (await fetch("/web/static/img/logo2.png")).blob();
                const files = new DataTransfer();
                files.items.add(new File([picture], "tyre.png", { type: "image/png" }));
                anchor.files = files.files;
                anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            content: "It is uploaded",
            trigger: ".modal .o_field_widget[name='photo_ids'] :contains('tyre.png')",
        },
        {
            content: "Report it",
            trigger: ".modal button[name='action_report']",
            run: "click",
        },
        { content: "The dialogue is closed", trigger: "body:not(:has(.modal))" },
        {
            content: "A break",
            trigger: `${card("Oil change")} [name='action_clock_stop']`,
            run: "click",
        },
        {
            content: "The clock stands",
            trigger: `${card("Oil change")} [name='action_clock_start']`,
        },
        {
            content: "Done",
            trigger: `${card("Oil change")} [name='action_done']`,
            run: "click",
        },
        {
            content: "Nothing is left but the other job",
            trigger: `.o_kanban_renderer:has(${card("Front brakes")}):not(:has(${card("Oil change")}))`,
        },
    ],
});

const item = (number) => `.o_kanban_record:not(.o_kanban_ghost):eq(${number})`;

tours.add("dealer_workshop_checklist", {
    steps: () => [
        {
            content: "The list of the car",
            trigger: "[name='action_checklist']:first",
            run: "click",
        },
        {
            content: "The first thing is all right",
            trigger: `${item(0)} a:contains('All right')`,
            run: "click",
        },
        {
            content: "It is kept",
            trigger: `${item(0)} a.btn-success`,
        },
        {
            content: "The second one is not",
            trigger: `${item(1)} a:contains('Urgent')`,
            run: "click",
        },
        {
            content: "It is kept, too",
            trigger: `${item(1)} a.btn-danger`,
        },
    ],
});

tours.add("dealer_workshop_portal", {
    steps: () => [
        {
            content: "My cars",
            trigger: "a[href='/my/cars']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "What was done is there",
            trigger: ".o_dealer_history:contains('Brake pads')",
        },
        {
            content: "What it has cost, too",
            trigger: ".o_dealer_costs:contains('10,000')",
        },
        {
            content: "Book a service for this car",
            trigger: "a[href*='/my/service/book?vehicle=']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Take the first free time",
            trigger: "label[for^='slot_']:first",
            run: "click",
        },
        {
            content: "Book it",
            trigger: "form[method='post'] button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "Booked", trigger: "h4:contains('Your time is booked')" },
    ],
});
