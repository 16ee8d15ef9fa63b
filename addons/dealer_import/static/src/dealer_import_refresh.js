import { Component, onWillUnmount, useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const SECONDS = 3;

/** Reads the import again every few seconds while it runs. */
export class DealerImportRefresh extends Component {
    static template = "dealer_import.Refresh";
    static props = { ...standardWidgetProps };

    setup() {
        this.timer = null;
        useEffect(
            (state) => {
                this.stop();
                if (state === "running") {
                    this.timer = setInterval(() => this.refresh(), SECONDS * 1000);
                }
            },
            () => [this.props.record.data.state]
        );
        onWillUnmount(() => this.stop());
    }

    stop() {
        clearInterval(this.timer);
        this.timer = null;
    }

    async refresh() {
        // What a person is typing must not be replaced.
        if (document.hidden || this.busy || (await this.props.record.isDirty())) {
            return;
        }
        this.busy = true;
        try {
            await this.props.record.load();
        } catch {
            // Without a connection the next try comes by itself.
        } finally {
            this.busy = false;
        }
    }
}

registry.category("view_widgets").add("dealer_import_refresh", {
    component: DealerImportRefresh,
    fieldDependencies: [{ name: "state", type: "selection" }],
});
