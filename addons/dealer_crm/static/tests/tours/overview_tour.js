import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dealer_overview", {
    steps: () => [
        {
            content: "The counter of unreadable messages opens their list",
            trigger: ".o_dealer_overview_tile[data-key=quarantine]",
            run: "click",
        },
        { trigger: ".o_breadcrumb .active:contains(In quarantine)" },
        {
            content: "And back",
            trigger: ".o_breadcrumb a:contains(Overview)",
            run: "click",
        },
        { trigger: ".o_dealer_overview_tile[data-key=late]" },
    ],
});
