import { registry } from "@web/core/registry";

function fill(name, text) {
    return {
        content: `Fill ${name}`,
        trigger: `.o_field_widget[name='${name}'] :is(input, textarea)`,
        run: `edit ${text} && press Tab`,
    };
}

registry.category("web_tour.tours").add("dealer_duplicates_banner", {
    steps: () => [
        fill("name", "Vera Bannerova"),
        {
            content: "The known customer is shown",
            trigger: ".o_dealer_candidate:contains('Вера Баннерова')",
        },
        {
            content: "Open her",
            trigger: ".o_dealer_candidate:contains('Вера Баннерова') .o_dealer_use",
            run: "click",
        },
        {
            content: "The known one is open",
            trigger: ".o_form_view .o_field_widget[name='name'] :value('Вера Баннерова')",
        },
        { content: "A new one", trigger: ".o_form_button_create", run: "click" },
        {
            content: "The form is empty",
            trigger: ".o_breadcrumb .active:contains('New'), .o_last_breadcrumb_item:contains('New')",
        },
        fill("name", "Vera Bannerova"),
        {
            content: "Not the same person",
            trigger: ".o_dealer_candidate:contains('Вера Баннерова') .o_dealer_refuse",
            run: "click",
        },
        {
            content: "The banner is gone",
            trigger: ".o_form_view:not(:has(.o_dealer_candidate))",
        },
        { content: "Save", trigger: ".o_form_button_save", run: "click" },
        { content: "Saved", trigger: ".o_form_saved" },
    ],
});
