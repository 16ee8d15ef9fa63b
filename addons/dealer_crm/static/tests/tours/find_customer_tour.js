import { registry } from "@web/core/registry";

function type(text) {
    return {
        content: `Type ${text}`,
        trigger: ".o_dealer_find input",
        run: `edit ${text}`,
    };
}

registry.category("web_tour.tours").add("dealer_find_customer", {
    steps: () => [
        { content: "The box says what can be typed", trigger: ".o_dealer_hints" },
        type("kira boxov"),
        {
            content: "Both people are found, the first is chosen",
            trigger:
                ".o_dealer_find:has(.o_dealer_card:eq(1)) .o_dealer_card:first.o_dealer_selected",
        },
        {
            content: "Down to the second",
            trigger: ".o_dealer_find input",
            run: "press ArrowDown",
        },
        {
            content: "The second is chosen",
            trigger: ".o_dealer_card:eq(1).o_dealer_selected",
        },
        type("9007771122"),
        {
            content: "The phone number leads to one person with the car",
            trigger: ".o_dealer_card:only:contains('Kira Boxova') .o_dealer_car",
        },
        {
            content: "Open by Enter",
            trigger: ".o_dealer_find input",
            run: "press Enter",
        },
        {
            content: "The customer is open",
            trigger: ".o_form_view .o_field_widget[name='name'] :value('Kira Boxova')",
        },
        {
            content: "Back",
            trigger: ".o_breadcrumb a:contains('Find Customer'), .o_back_button",
            run: "click",
        },
        {
            content: "The hit is still there",
            trigger: ".o_dealer_card:contains('Kira Boxova')",
        },
        type("zzz nobody"),
        {
            content: "Nobody is found",
            trigger: ".o_dealer_nothing button",
            run: "click",
        },
        {
            content: "What was typed is the name of the new customer",
            trigger: ".o_form_view .o_field_widget[name='name'] :value('zzz nobody')",
        },
    ],
});
