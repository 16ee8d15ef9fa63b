import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { FileInput } from "@web/core/file_input/file_input";
import { useService } from "@web/core/utils/hooks";
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
    static components = { FileInput };
    static props = { ...standardFieldProps, photos: { type: String, optional: true } };

    setup() {
        this.notification = useService("notification");
    }

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
        const plain = marks.map(({ x, y, kind, note, photo }) => ({
            x,
            y,
            kind,
            note: note || "",
            ...(photo ? { photo } : {}),
        }));
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

    /** The photo goes to the photos of the record; the mark keeps its id. */
    async onPhoto(index, [file]) {
        if (!file || file.error) {
            this.notification.add((file && file.error) || _t("The photo was not taken over."), {
                type: "danger",
            });
            return;
        }
        await this.props.record.data[this.props.photos].addAndRemove({ add: [file.id] });
        const marks = this.marks;
        marks[index].photo = file.id;
        await this.save(marks);
    }

    hasPhoto(mark) {
        const photos = this.props.photos && this.props.record.data[this.props.photos];
        return mark.photo && photos && photos.records.some(({ resId }) => resId === mark.photo);
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
    supportedOptions: [
        { label: _t("Field of the photos"), name: "photos", type: "string" },
    ],
    extractProps: ({ options }) => ({ photos: options.photos }),
});
