import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

/** The box is one key away from everywhere, and in the command palette. */
export const findCustomerService = {
    dependencies: ["action", "command"],
    async start(env, { action, command }) {
        if (await user.hasGroup("dealer_crm.group_dealer_staff")) {
            command.add(
                _t("Find Customer"),
                () => action.doAction("dealer_crm.res_partner_action_find"),
                { category: "app", hotkey: "alt+shift+c", global: true }
            );
        }
    },
};

registry.category("services").add("dealer_find_customer", findCustomerService);
