import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";

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
        this.state = useState({ choices: [], busy: false });
        onWillStart(async () => {
            this.state.choices = await this.orm.call(
                "dealer.loyalty.desk",
                "dealer_desk_rewards",
                [this.props.person.partner_id]
            );
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
            ]);
            this.props.close();
            this.props.onDone(result);
        } finally {
            this.state.busy = false;
        }
    }
}
