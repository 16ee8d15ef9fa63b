import { registry } from "@web/core/registry";

function type(text) {
    return {
        content: `Type ${text}`,
        trigger: ".o_dealer_desk input",
        run: `edit ${text} && press Enter`,
    };
}

registry.category("web_tour.tours").add("dealer_card_desk", {
    steps: () => [
        { content: "The page says what to do", trigger: ".o_dealer_desk_hints" },
        {
            content: "Enrol somebody",
            trigger: ".o_dealer_desk_enrol",
            run: "click",
        },
        {
            content: "The phone comes first",
            trigger: ".modal .o_field_widget[name='phone'] input",
            run: "edit +7 900 333-22-11",
        },
        {
            content: "Name",
            trigger: ".modal .o_field_widget[name='name'] input",
            run: "edit Vera Newman",
        },
        {
            content: "Enrol",
            trigger: ".modal button[name='action_enrol']",
            run: "click",
        },
        {
            content: "The new member is shown, with a number",
            trigger: ".o_dealer_desk_person:has(.o_dealer_desk_number:contains('29')) .o_dealer_desk_name:contains('Vera Newman')",
        },
        {
            content: "Next customer",
            trigger: ".o_dealer_desk_next",
            run: "click",
        },
        type("9007771122"),
        {
            content: "Points of the invoice",
            trigger: ".o_dealer_desk_points:contains('300')",
        },
        {
            content: "It is the birthday: the gift is handed over",
            trigger: ".o_dealer_desk_birthday:contains('Car perfume') button",
            run: "click",
        },
        {
            content: "Noted, and not offered again",
            trigger: ".o_dealer_desk_birthday:not(:has(button)):contains('handed over')",
        },
        {
            content: "Redeem",
            trigger: ".o_dealer_desk_redeem",
            run: "click",
        },
        {
            content: "On the open order",
            trigger: ".modal .o_dealer_desk_reward",
            run: "click",
        },
        {
            content: "The points are reserved",
            trigger: ".o_dealer_desk_person:contains('300 reserved') .o_dealer_desk_points:contains('0')",
        },
        {
            content: "The card is lost",
            trigger: ".o_dealer_desk_replace",
            run: "click",
        },
        {
            content: "Block it",
            trigger: ".modal button[name='action_replace']",
            run: "click",
        },
        {
            content: "The points stay",
            trigger: "body:not(:has(.modal)) .o_dealer_desk_person:contains('300 reserved')",
        },
    ],
});
