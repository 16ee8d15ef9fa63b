// A campaign from the group to its result. The tests which start these tours make the
// data: tests/test_campaign_tour.py.
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("dealer_campaign_start", {
    steps: () => [
        {
            content: "Open the group",
            trigger: ".o_data_cell:contains('Guests of the tour')",
            run: "click",
        },
        {
            content: "Plan a campaign for it",
            trigger: "button[name='action_dealer_campaign']",
            run: "click",
        },
        {
            content: "The group is there; name the campaign",
            trigger: ".o_field_widget[name='title'] input",
            run: "edit Spring of the tour",
        },
        {
            trigger:
                ".o_field_widget[name='dealer_filter_id']:has(input:value('Guests of the tour'))",
        },
        {
            content: "Add the first step",
            trigger: ".o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Name it",
            trigger: ".modal .o_field_widget[name='name'] input",
            run: "edit Invitation",
        },
        {
            content: "Look for the letter",
            trigger: ".modal .o_field_widget[name='template_id'] input",
            run: "edit Lost customer",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains('Lost customer')",
            run: "click",
        },
        {
            content: "The step is complete",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        { trigger: "body:not(:has(.modal)) .o_data_row:contains('Invitation')" },
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        {
            content: "See who falls out",
            trigger: "button:contains('Who Falls Out')",
            run: "click",
        },
        {
            content: "Who has not agreed is named",
            trigger: ".modal td:contains('Ines Silent')",
        },
        {
            content: "Close",
            trigger: ".modal footer button:contains('Close')",
            run: "click",
        },
        {
            content: "Start",
            trigger: "body:not(:has(.modal)) button[name='action_dealer_start']",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It runs",
            trigger: ".o_arrow_button_current:contains('Running')",
        },
    ],
});

tours.add("dealer_campaign_result", {
    steps: () => [
        {
            content: "Open the campaign",
            trigger: ".o_kanban_record:contains('Spring of the tour')",
            run: "click",
        },
        {
            content: "Look at the result",
            trigger: ".o_notebook .nav-link:contains('Result')",
            run: "click",
        },
        {
            content: "Two of three came",
            trigger: ".o_field_widget[name='dealer_result'] tr:contains('Visited') td:contains('2 (66.7 %)')",
        },
        {
            content: "Open how far they came",
            trigger: "button[name='action_dealer_graph']",
            run: "click",
        },
        { trigger: ".o_graph_renderer canvas" },
    ],
});
