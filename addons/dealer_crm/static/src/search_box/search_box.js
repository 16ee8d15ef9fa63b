import { Component, onMounted } from "@odoo/owl";
import { scanBarcode } from "@web/core/barcode/barcode_dialog";
import { isBarcodeScannerSupported } from "@web/core/barcode/barcode_video_scanner";
import { hasTouch } from "@web/core/browser/feature_detection";
import { _t } from "@web/core/l10n/translation";
import { useForwardRefToParent, useService } from "@web/core/utils/hooks";

/** One box for whatever the customer tells, typed, scanned or seen by the camera. */
export class SearchBox extends Component {
    static template = "dealer_crm.SearchBox";
    static props = {
        query: String,
        icon: String,
        label: String,
        inputRef: Function,
        onType: Function,
        onKeydown: Function,
        onScanned: Function,
    };

    setup() {
        this.notification = useService("notification");
        this.canScan = isBarcodeScannerSupported();
        const input = useForwardRefToParent("inputRef");
        onMounted(() => focusBox(input));
    }

    async scan() {
        let text;
        try {
            text = await scanBarcode(this.env);
        } catch (error) {
            this.notification.add(error?.message || _t("The camera cannot be used."), {
                type: "warning",
            });
            return;
        }
        this.props.onScanned(text);
    }
}

/** The next scan goes into the box; on a phone the keyboard would cover the page. */
export function focusBox(input) {
    if (!hasTouch()) {
        input.el?.focus();
        input.el?.select();
    }
}

/** What was typed goes into the field of a new customer where it belongs. */
export function readQuery(query) {
    if (query.includes("@")) {
        return { default_email: query };
    }
    if (/^\+?[\d\s()-]{6,}$/.test(query)) {
        return { default_phone: query };
    }
    return /\d/.test(query) ? {} : { default_name: query };
}
