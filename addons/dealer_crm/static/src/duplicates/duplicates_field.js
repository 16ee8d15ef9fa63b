import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Who may be the person that is being entered. On a contact "use" opens the one that is
 * there; with the option `target` it becomes the value of that many2one field.
 */
export class DuplicatesField extends Component {
    static template = "dealer_crm.DuplicatesField";
    static props = { ...standardFieldProps, target: { type: String, optional: true } };

    setup() {
        this.action = useService("action");
    }

    get candidates() {
        return this.props.record.data[this.props.name] || [];
    }

    get useLabel() {
        return this.props.target ? _t("Use This One") : _t("Open This One");
    }

    /** A customer of a colleague, whom the user may not see. */
    getName(candidate) {
        return candidate.name || _t("A customer who is not yours");
    }

    getHint(candidate) {
        if (!candidate.manager) {
            return "";
        }
        return _t("Personal manager: %s", candidate.manager);
    }

    async use(candidate) {
        const { record, target } = this.props;
        if (target) {
            await record.update({
                [target]: { id: candidate.partner_id, display_name: candidate.name },
            });
            return;
        }
        if (record.isNew) {
            // What was typed is not a contact of its own: nothing to keep.
            await record.discard();
        }
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: candidate.partner_id,
            views: [[false, "form"]],
        });
    }

    async refuse(candidate) {
        const { record } = this.props;
        const refused = record.data.dealer_not_same || [];
        await record.update({ dealer_not_same: [...refused, candidate.partner_id] });
    }
}

export const duplicatesField = {
    component: DuplicatesField,
    supportedTypes: ["json"],
    extractProps: ({ options }) => ({ target: options.target }),
};

registry.category("fields").add("dealer_duplicates", duplicatesField);
