// One customer's way through the house, each part as the person who does it. The test
// which starts these tours makes the data: tests/test_way_through.py.
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const VIN_TAIL = "WAY042";

function choose(field, text, name) {
    return [
        {
            content: `Type into ${field}`,
            trigger: `.o_field_widget[name='${field}'] input`,
            run: `edit ${text}`,
        },
        {
            content: `Choose ${name}`,
            trigger: `.o-autocomplete--dropdown-item:contains('${name}')`,
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

tours.add("dealer_way_sales", {
    steps: () => [
        {
            content: "The lead from the portal is in the first column",
            trigger:
                ".o_kanban_group:first .o_kanban_record:contains('Marina Dorokhova')",
            run: "click",
        },
        {
            content: "The wish of the customer is there",
            trigger: ".o_field_widget[name='description']:contains('blue one')",
        },
        ...choose("dealer_vehicle_id", VIN_TAIL, VIN_TAIL),
        ...save(),
        {
            content: "Hand the car over",
            trigger: "button[name='action_set_won_rainbowman']",
            run: "click",
        },
        {
            content: "The lead is delivered",
            trigger: ".o_arrow_button_current:contains('Delivered')",
        },
    ],
});

tours.add("dealer_way_service", {
    steps: () => [
        { content: "New order", trigger: ".o-kanban-button-new", run: "click" },
        ...choose("vehicle_id", VIN_TAIL, VIN_TAIL),
        {
            content: "The new owner is the customer",
            trigger: ".o_field_widget[name='partner_id'] input:value('Marina Dorokhova')",
        },
        {
            content: "Reading at check-in",
            trigger: ".o_field_widget[name='odometer'] input",
            run: "edit 1200",
        },
        {
            content: "What the customer wants",
            trigger: ".o_field_widget[name='concern'] textarea",
            run: "edit First service",
        },
        {
            content: "Add labour",
            trigger: ".o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Norm hours",
            trigger: ".o_selected_row .o_field_widget[name='quantity'] input",
            run: "edit 3",
        },
        ...save(),
        { content: "Start", trigger: "button[name='action_start']", run: "click" },
        { content: "Ready", trigger: "button[name='action_ready']", run: "click" },
        {
            content: "Invoice",
            trigger: "button[name='action_create_invoice']",
            run: "click",
        },
        {
            content: "It is posted",
            trigger: ".o_field_widget[name='invoice_status']:contains('Invoiced')",
        },
        {
            content: "Give the car back",
            trigger: "button[name='action_deliver']",
            run: "click",
        },
        {
            content: "The order is delivered",
            trigger: ".o_arrow_button_current:contains('Delivered')",
        },
    ],
});

tours.add("dealer_way_cashier", {
    steps: () => [
        {
            content: "Pay",
            trigger: "button[name='action_register_payment']",
            run: "click",
        },
        {
            content: "Take the money",
            trigger: ".modal button[name='action_create_payments']",
            run: "click",
        },
        {
            content: "The invoice is paid",
            trigger: ".ribbon:contains('Paid'), .ribbon:contains('In Payment')",
        },
    ],
});

tours.add("dealer_way_find", {
    steps: () => [
        {
            content: "Type the last characters of the VIN",
            trigger: ".o_searchview_input",
            run: `edit ${VIN_TAIL}`,
        },
        { content: "Search", trigger: ".o_searchview_input", run: "press Enter" },
        {
            content: "One customer is found",
            trigger: ".o_kanban_record:contains('Marina Dorokhova')",
            run: "click",
        },
        {
            content: "One car",
            trigger: "button[name='action_dealer_vehicles']:contains('1')",
        },
        {
            content: "One visit to the workshop",
            trigger: "button[name='action_dealer_service_orders']:contains('1')",
        },
        {
            content: "Points of the invoice",
            trigger: "button[name='action_dealer_card']:contains('90')",
        },
        {
            content: "Open the car",
            trigger: "button[name='action_dealer_vehicles']",
            run: "click",
        },
        {
            content: "Its card",
            trigger: ".o_kanban_record:contains('WAY042')",
            run: "click",
        },
        {
            content: "History of the car",
            trigger:
                ".o_field_widget[name='visit_ids'] .o_data_row:contains('Labour')",
        },
    ],
});
