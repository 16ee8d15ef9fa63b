import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";

/** Which reward on which order; what is chosen is claimed by stock's own way. */
export class RedeemDialog extends Component {
    static template = "dealer_loyalty.RedeemDialog";
    static components = { Dialog };
    static props = {
        person: Object,
        onDone: Function,
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.formatInteger = formatInteger;
        this.state = useState({ choices: [], busy: false });
        onWillStart(async () => {
            const choices = await this.orm.call("dealer.loyalty.desk", "dealer_desk_rewards", [
                this.props.person.partner_id,
            ]);
            for (const choice of choices) {
                for (const reward of choice.rewards) {
                    // As many as possible, until the customer says another number.
                    reward.wanted = reward.most;
                }
            }
            this.state.choices = choices;
        });
    }

    async choose(choice, reward) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        try {
            const result = await this.orm.call("dealer.loyalty.desk", "dealer_desk_redeem", [
                this.props.person.partner_id,
                reward.id,
                choice.order_id,
                reward.most ? Math.trunc(Number(reward.wanted)) || 0 : null,
            ]);
            this.props.close();
            this.props.onDone(result);
        } finally {
            this.state.busy = false;
        }
    }
}
