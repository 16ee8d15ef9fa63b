import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const POINTS = "button[name='action_open_dealer_points']";

tours.add("dealer_invoice_confirm", {
    steps: () => [
        {
            content: "A draft gives no points",
            trigger: `.o_form_view:has(.o_arrow_button_current:contains('Draft')):not(:has(${POINTS}))`,
        },
        {
            content: "Confirm the invoice",
            trigger: ".o_form_statusbar button[name='action_post']:enabled",
            run: "click",
        },
        {
            content: "The points follow",
            trigger: `.o_form_view:has(.o_arrow_button_current:contains('Posted')) ${POINTS}:contains('Points follow')`,
        },
    ],
});

tours.add("dealer_invoice_pay", {
    steps: () => [
        {
            content: "The points wait for the payment",
            trigger: `${POINTS}:contains('300'):contains('waiting')`,
        },
        {
            content: "The customer pays",
            trigger: ".o_form_statusbar button[name='action_register_payment']:enabled",
            run: "click",
        },
        {
            content: "In full",
            trigger: ".modal button[name='action_create_payments']:enabled",
            run: "click",
        },
        {
            content: "The points follow",
            trigger: `body:not(:has(.modal)) ${POINTS}:contains('Points follow')`,
        },
    ],
});

tours.add("dealer_invoice_points", {
    steps: () => [
        {
            content: "The invoice shows its points",
            trigger: `${POINTS}:contains('300'):contains('Points'):not(:contains('follow'))`,
            run: "click",
        },
        {
            content: "The ledger has them",
            trigger: ".o_data_row:contains('Olga Weber'):contains('Earned'):contains('300')",
        },
    ],
});

tours.add("dealer_desk_points", {
    steps: () => [
        {
            content: "Who stands at the counter?",
            trigger: ".o_dealer_desk input",
            run: "edit 9007771122 && press Enter",
        },
        {
            content: "The points of the invoice are there",
            trigger: ".o_dealer_desk_person:contains('Olga Weber') .o_dealer_desk_points:contains('300')",
        },
    ],
});
