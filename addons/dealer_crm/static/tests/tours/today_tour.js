import { registry } from "@web/core/registry";

function customer(name) {
    return { content: `${name} is shown`, trigger: `.o_dealer_today_name:contains(${name})` };
}

function tap(result) {
    return {
        content: `Tap ${result}`,
        trigger: `.o_dealer_today_results [data-result=${result}]`,
        run: "click",
    };
}

registry.category("web_tour.tours").add("dealer_today_shift", {
    steps: () => [
        customer("Shift 00"),
        {
            content: "The number can be tapped",
            trigger: ".o_dealer_today_call[href='tel:+79006000000']",
        },
        { content: "The car is known", trigger: ".o_dealer_today_line .fa-car" },
        tap("refused"),
        customer("Shift 01"),
        {
            content: "That was the wrong button",
            trigger: ".o_dealer_today_undo button",
            run: "click",
        },
        customer("Shift 00"),
        tap("no_answer"),
        customer("Shift 01"),
        tap("reached"),
        {
            content: "Next contact in 3 days",
            trigger: ".o_dealer_today_choices button:contains(In 3 days)",
            run: "click",
        },
        customer("Shift 02"),
        tap("call_back"),
        {
            content: "Tomorrow morning",
            trigger: ".o_dealer_today_choices button:contains(Tomorrow morning)",
            run: "click",
        },
        ...[3, 4, 5, 6, 7, 8, 9].flatMap((number) => [
            customer(`Shift 0${number}`),
            tap(number % 2 ? "no_answer" : "wrong_number"),
        ]),
        { content: "All done", trigger: ".o_dealer_today_empty" },
        { content: "Ten calls", trigger: ".o_dealer_today_count:contains(10 done)" },
        {
            content: "Send the last ones and look again",
            trigger: ".o_dealer_today_empty button",
            run: "click",
        },
        { content: "All are sent", trigger: ".o_dealer_today_count[data-waiting='0']" },
    ],
});
