import { Component } from "@odoo/owl";
import { formatMonetary } from "@web/views/fields/formatters";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What is offered to the customer at the desk, with a button to take it. */
export class CheckInOffersField extends Component {
    static template = "dealer_service.CheckInOffersField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
    }

    get offers() {
        return this.props.record.data[this.props.name] || [];
    }

    price(offer) {
        const currency = this.props.record.data.currency_id;
        return offer.price === null || offer.price === undefined
            ? ""
            : formatMonetary(offer.price, { currencyId: currency && currency.id });
    }

    async onAdd(offer) {
        await this.call("action_add_offer", [offer.key]);
    }

    async onAddAll() {
        await this.call("action_add_all_offers", []);
    }

    async call(method, args) {
        const record = this.props.record;
        if (!(await record.save())) {
            return;
        }
        await this.orm.call(record.resModel, method, [[record.resId], ...args]);
        await record.load();
    }
}

registry.category("fields").add("dealer_check_in_offers", {
    component: CheckInOffersField,
    displayName: _t("Offers at Check-in"),
    supportedTypes: ["json"],
});
