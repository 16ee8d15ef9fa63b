import { Component, onWillStart, onWillUnmount, useExternalListener, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ResultQueue, UNDO_MS } from "./result_queue";

// A finger has to move so far to the side, in pixels.
const SWIPE = 70;
const DAY_MS = 24 * 60 * 60 * 1000;

export const RESULTS = [
    { name: "reached", label: _t("Reached"), icon: "fa-check", tone: "success" },
    { name: "no_answer", label: _t("No answer"), icon: "fa-phone", tone: "secondary" },
    { name: "call_back", label: _t("Call back"), icon: "fa-clock-o", tone: "secondary" },
    { name: "booked", label: _t("Booked"), icon: "fa-calendar-check-o", tone: "success" },
    { name: "refused", label: _t("Refused"), icon: "fa-ban", tone: "secondary" },
    { name: "wrong_number", label: _t("Wrong number"), icon: "fa-question", tone: "secondary" },
];

export class Today extends Component {
    static template = "dealer_crm.Today";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.display = { controlPanel: {} };
        this.results = RESULTS;
        this.state = useState({
            tasks: [],
            total: 0,
            done: 0,
            current: 0,
            ask: "",
            undo: null,
            waiting: 0,
            isOffline: false,
            isManager: false,
            team: null,
            moving: false,
            person: { id: user.userId, name: "" },
        });
        this.queue = new ResultQueue({
            userId: user.userId,
            send: (entry) => this.send(entry),
            onChange: () => this.onQueueChange(),
            onRefused: (entry, error) => this.onRefused(entry, error),
        });
        onWillStart(() => this.start());
        onWillUnmount(() => {
            browser.clearTimeout(this.undoTimer);
            this.queue.close();
        });
        useExternalListener(window, "keydown", (ev) => this.onKeydown(ev));
    }

    // === DATA ===

    async start() {
        await this.load();
        // Who calls nobody looks after those who do.
        if (this.state.isManager && !this.state.total && !this.state.done) {
            await this.showTeam();
        }
    }

    async load(userId = this.state.person.id) {
        await this.queue.flush(true);
        const data = await this.orm.call("dealer.today", "dealer_today", [userId]);
        const queued = new Set(this.queue.entries.map((entry) => entry.activity_id));
        Object.assign(this.state, {
            tasks: data.tasks.filter((task) => !queued.has(task.id)),
            total: data.total - queued.size,
            done: data.done + queued.size,
            person: data.user,
            isManager: data.is_manager,
            current: 0,
            ask: "",
            team: null,
            moving: false,
        });
        this.onQueueChange();
    }

    send(entry) {
        // eslint-disable-next-line no-unused-vars
        const { sendAfter, task, ...values } = entry;
        return this.orm.silent.call("dealer.today", "dealer_today_result", [values]);
    }

    onQueueChange() {
        this.state.waiting = this.queue.entries.length;
        this.state.isOffline = this.queue.isOffline;
    }

    onRefused(entry, error) {
        this.putBack(entry.task);
        this.notification.add(error.data?.message || error.message, {
            title: _t("%s was not taken", entry.task.name),
            type: "danger",
            sticky: true,
        });
    }

    // === TASKS ===

    get task() {
        return this.state.tasks[this.state.current];
    }

    get isOwn() {
        return this.state.person.id === user.userId;
    }

    get percent() {
        const all = this.state.done + this.state.total;
        return all ? Math.round((100 * this.state.done) / all) : 100;
    }

    getPhoneLink(task) {
        return `tel:${task.phone.replace(/[^\d+]/g, "")}`;
    }

    getLate(task) {
        return task.days_late === 1 ? _t("1 day late") : _t("%s days late", task.days_late);
    }

    select(number) {
        const last = this.state.tasks.length - 1;
        this.state.current = Math.max(0, Math.min(number, last));
        this.state.ask = "";
    }

    open(task) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: task.model,
            res_id: task.res_id,
            views: [[false, "form"]],
        });
    }

    // === RESULTS ===

    /** A tap on a result: done, unless a time has to be chosen. */
    choose(result) {
        if (!this.task) {
            return;
        }
        if (["reached", "call_back"].includes(result) && this.state.ask !== result) {
            this.state.ask = result;
        } else {
            this.finish(result);
        }
    }

    getCallBackTimes() {
        const at = (days, hour) => {
            const time = new Date(Date.now() + days * DAY_MS);
            time.setHours(hour, 0, 0, 0);
            return time;
        };
        return [
            { label: _t("In an hour"), at: new Date(Date.now() + 60 * 60 * 1000) },
            { label: _t("This evening"), at: at(0, 18) },
            { label: _t("Tomorrow morning"), at: at(1, 10) },
            { label: _t("Tomorrow evening"), at: at(1, 18) },
            { label: _t("In 3 days"), at: at(3, 10) },
            { label: _t("In a week"), at: at(7, 10) },
        ].filter((choice) => choice.at.getTime() > Date.now());
    }

    getNextSteps() {
        const steps = [
            { label: _t("Tomorrow"), days: 1 },
            { label: _t("In 3 days"), days: 3 },
            { label: _t("In a week"), days: 7 },
            { label: _t("In a month"), days: 30 },
            { label: _t("Nothing more"), days: 0 },
        ];
        return this.task.lead_id
            ? [{ label: _t("As the level says"), days: null }, ...steps]
            : steps;
    }

    finish(result, details = {}) {
        const task = this.task;
        const entry = {
            uuid: uuid(),
            activity_id: task.id,
            model: task.model,
            res_id: task.res_id,
            result,
            at: new Date().toISOString(),
            ...details,
            task: { ...task },
        };
        this.state.tasks.splice(this.state.current, 1);
        this.state.total -= 1;
        this.state.done += 1;
        this.select(this.state.current);
        this.queue.add(entry);
        const label = RESULTS.find((item) => item.name === result).label;
        this.offerUndo(entry, label);
        if (result === "booked") {
            this.planAppointment(task);
        }
    }

    finishReached(step) {
        this.finish("reached", step.days === null ? {} : { next_days: step.days });
    }

    finishCallBack(choice) {
        this.finish("call_back", { call_back_at: choice.at.toISOString() });
    }

    onOtherTime(ev) {
        const at = new Date(ev.target.value);
        if (!isNaN(at)) {
            this.finishCallBack({ at });
        }
    }

    planAppointment(task) {
        const partners = [user.partnerId, task.partner_id].filter(Boolean);
        this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Appointment"),
            res_model: "calendar.event",
            views: [[false, "form"]],
            target: "new",
            context: {
                default_name: task.name,
                default_partner_ids: partners,
                default_opportunity_id: task.lead_id || false,
            },
        });
    }

    offerUndo(entry, label) {
        browser.clearTimeout(this.undoTimer);
        this.state.undo = { entry, text: `${entry.task.name}: ${label}` };
        this.undoTimer = browser.setTimeout(() => (this.state.undo = null), UNDO_MS);
    }

    undo() {
        const { entry } = this.state.undo;
        browser.clearTimeout(this.undoTimer);
        this.state.undo = null;
        if (this.queue.remove(entry.uuid)) {
            this.putBack(entry.task);
        }
    }

    putBack(task) {
        this.state.tasks.splice(this.state.current, 0, task);
        this.state.total += 1;
        this.state.done -= 1;
        this.state.ask = "";
    }

    // === FINGERS AND KEYS ===

    onTouchStart(ev) {
        this.touch = { x: ev.touches[0].clientX, y: ev.touches[0].clientY };
    }

    onTouchEnd(ev) {
        if (!this.touch) {
            return;
        }
        const moved = ev.changedTouches[0].clientX - this.touch.x;
        const aside = Math.abs(ev.changedTouches[0].clientY - this.touch.y);
        this.touch = null;
        if (Math.abs(moved) > SWIPE && aside < Math.abs(moved)) {
            this.select(this.state.current + (moved < 0 ? 1 : -1));
        }
    }

    onKeydown(ev) {
        const isTyping = ev.target.closest?.("input, textarea, select, .o_dialog");
        if (isTyping || ev.ctrlKey || ev.altKey || ev.metaKey || this.state.team) {
            return;
        }
        const moves = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
        const result = RESULTS[Number(ev.key) - 1];
        if (ev.key in moves) {
            ev.preventDefault();
            this.select(this.state.current + moves[ev.key]);
        } else if (result && this.isOwn) {
            this.choose(result.name);
        } else if (ev.key === "Escape") {
            this.state.ask = "";
        } else if (ev.key === "u" && this.state.undo) {
            this.undo();
        }
    }

    // === TEAM ===

    async showTeam() {
        this.state.team = await this.orm.call("dealer.today", "dealer_today_team", []);
    }

    async startMoving() {
        if (!this.teamForMoving) {
            this.teamForMoving = await this.orm.call("dealer.today", "dealer_today_team", []);
        }
        this.state.moving = !this.state.moving;
    }

    /** Give the task which is shown, or all of them, to a colleague. */
    async moveTo(ev, all) {
        const userId = Number(ev.target.value);
        const tasks = all ? this.state.tasks : [this.task];
        if (!userId || !tasks.length) {
            return;
        }
        const count = await this.orm.call("dealer.today", "dealer_today_move", [
            tasks.map((task) => task.id),
            userId,
        ]);
        this.notification.add(_t("Tasks moved: %s", count), { type: "success" });
        await this.load();
    }
}

registry.category("actions").add("dealer_today", Today);
