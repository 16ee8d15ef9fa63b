import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

// As in tools/body.py, which draws the same picture on documents.
const COLORS = {
    scratch: "#e0a800",
    dent: "#d9534f",
    chip: "#5b9bd5",
    broken: "#7b1fa2",
};
const WIDTH = 200;
const HEIGHT = 100;
const MAX_MARKS = 60;

/** The outline of the car: a tap marks damage, a tap on a mark changes its kind. */
export class BodyMarksField extends Component {
    static template = "dealer_service.BodyMarksField";
    static props = { ...standardFieldProps };

    get marks() {
        return (this.props.record.data[this.props.name] || []).map((mark, index) => ({
            ...mark,
            index,
            color: COLORS[mark.kind],
            label: this.kinds.find(([kind]) => kind === mark.kind)[1],
        }));
    }

    get kinds() {
        return [
            ["scratch", _t("Scratch")],
            ["dent", _t("Dent")],
            ["chip", _t("Stone chip")],
            ["broken", _t("Broken")],
        ];
    }

    save(marks) {
        const plain = marks.map(({ x, y, kind, note }) => ({ x, y, kind, note: note || "" }));
        return this.props.record.update({ [this.props.name]: plain.length ? plain : false });
    }

    onOutline(event) {
        if (this.props.readonly || this.marks.length >= MAX_MARKS) {
            return;
        }
        const box = event.currentTarget.getBoundingClientRect();
        const share = (value) => Math.round(Math.min(Math.max(value, 0), 1) * 1000) / 1000;
        const x = share((event.clientX - box.left) / box.width);
        const y = share((event.clientY - box.top) / box.height);
        this.save([...this.marks, { x, y, kind: "scratch" }]);
    }

    onKind(index, event) {
        const marks = this.marks;
        marks[index].kind = event.target.value;
        this.save(marks);
    }

    onNote(index, event) {
        const marks = this.marks;
        marks[index].note = event.target.value.slice(0, 120);
        this.save(marks);
    }

    onRemove(index) {
        this.save(this.marks.filter((mark) => mark.index !== index));
    }

    left(mark) {
        return mark.x * WIDTH;
    }

    top(mark) {
        return mark.y * HEIGHT;
    }
}

registry.category("fields").add("dealer_body_marks", {
    component: BodyMarksField,
    displayName: _t("Damage on the Car"),
    supportedTypes: ["json"],
});
