import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dealer_club_portal", {
    steps: () => [
        {
            content: "From the portal to the club",
            trigger: ".o_portal_my_home a[href='/my/club']",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "Points", trigger: ".o_dealer_club_points:contains('300')" },
        {
            content: "History in plain words",
            trigger: ".o_dealer_club_history:contains('Points for your purchase')",
        },
        { content: "The card", trigger: "img.o_dealer_club_card[src^='data:image/svg']" },
        {
            content: "The link for friends",
            trigger: "input.o_dealer_club_invitation:value('/club/invite/')",
        },
    ],
});
