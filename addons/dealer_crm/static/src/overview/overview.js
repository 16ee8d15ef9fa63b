import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

// What the server does not count further.
const MAX_COUNT = 1000;

export class Overview extends Component {
    static template = "dealer_crm.Overview";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ sections: [] });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.sections = await this.orm.call("dealer.overview", "dealer_overview", []);
    }

    getCount(tile) {
        return tile.count < MAX_COUNT ? String(tile.count) : `${MAX_COUNT - 1}+`;
    }

    getTone(tile) {
        if (!tile.count) {
            return "text-muted";
        }
        return tile.is_urgent ? "text-danger" : "text-body";
    }

    async open(tile) {
        const action = await this.orm.call("dealer.overview", "dealer_overview_open", [tile.key]);
        this.action.doAction(action);
    }
}

registry.category("actions").add("dealer_overview", Overview);
