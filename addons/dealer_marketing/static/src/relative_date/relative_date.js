// The editor of conditions shows days counted from today ("today -18m"), which the server
// understands and which stock's editor only knows for some fixed ranges.
import { Component } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { _t } from "@web/core/l10n/translation";
import { TreeEditor } from "@web/core/tree_editor/tree_editor";
import { InRange, Range } from "@web/core/tree_editor/tree_editor_components";
import { patch } from "@web/core/utils/patch";

// Editors which hold the editor of a day, and the name of their prop for it.
const NESTED = new Map([
    [Range, "editorInfo"],
    [InRange, "betweenEditorInfo"],
]);
const RELATIVE = /^today(?: ([+-])(\d+)([dwmy]))?$/;

/**
 * @param {any} value of a condition
 * @returns {boolean} whether it is a day counted from today
 */
export function isRelative(value) {
    return typeof value === "string" && RELATIVE.test(value);
}

export class RelativeDate extends Component {
    static template = "dealer_marketing.RelativeDate";
    static components = { DateTimeInput };
    // value: date, "today -18m" or false; fixed: props of stock's input of a date
    static props = ["value", "update", "fixed", "getDefault"];

    get isRelative() {
        return isRelative(this.props.value);
    }

    get parts() {
        const [, sign = "-", number = "0", unit = "d"] = this.props.value.match(RELATIVE);
        return { sign, number: Number(number), unit };
    }

    get units() {
        return [
            ["d", _t("days")],
            ["w", _t("weeks")],
            ["m", _t("months")],
            ["y", _t("years")],
        ];
    }

    get signs() {
        return [
            ["-", _t("before today")],
            ["+", _t("after today")],
        ];
    }

    change(part) {
        const { sign, number, unit } = { ...this.parts, ...part };
        const count = Math.max(0, Math.trunc(Number(number)) || 0);
        this.props.update(count ? `today ${sign}${count}${unit}` : "today");
    }
}

function withRelativeDates(info) {
    if (info.component === DateTimeInput) {
        const isSpecial = (value) => value === false || isRelative(value);
        return {
            ...info,
            component: RelativeDate,
            isSupported: (value) => isSpecial(value) || info.isSupported(value),
            extractProps: (params) => ({
                value: params.value,
                update: params.update,
                fixed: isSpecial(params.value) ? null : info.extractProps(params),
                getDefault: () => info.defaultValue(),
            }),
        };
    }
    const name = NESTED.get(info.component);
    if (!name) {
        return info;
    }
    return {
        ...info,
        extractProps: (params) => {
            const props = info.extractProps(params);
            return { ...props, [name]: withRelativeDates(props[name]) };
        },
    };
}

patch(TreeEditor.prototype, {
    getValueEditorInfo(node) {
        return withRelativeDates(super.getValueEditorInfo(node));
    },
});
