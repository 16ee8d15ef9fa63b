import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";

/** For so long a result can be taken back. */
export const UNDO_MS = 6000;
/** While there is no connection, sending is tried this often. */
const RETRY_MS = 10000;
const SESSION_EXPIRED = "odoo.http.SessionExpiredException";

/**
 * Results which wait to be sent, kept in the browser: neither a lost connection nor a
 * closed page loses one. Each has a number of its own, by which the server takes it
 * once, however often it is sent.
 */
export class ResultQueue {
    /**
     * @param {Object} options
     * @param {number} options.userId whose results
     * @param {Function} options.send entry => promise; sends one result
     * @param {Function} options.onChange called when the queue changed
     * @param {Function} options.onRefused (entry, error) when the server says no
     */
    constructor({ userId, send, onChange, onRefused }) {
        this.key = `dealer_today_results_${userId}`;
        this.send = send;
        this.onChange = onChange;
        this.onRefused = onRefused;
        this.isOffline = false;
        this.sending = Promise.resolve();
        this.flushNow = () => this.flush(true);
        browser.addEventListener("online", this.flushNow);
        this.timer = browser.setInterval(() => this.flush(), RETRY_MS);
    }

    get entries() {
        try {
            return JSON.parse(browser.localStorage.getItem(this.key)) || [];
        } catch {
            return [];
        }
    }

    store(entries) {
        browser.localStorage.setItem(this.key, JSON.stringify(entries));
        this.onChange();
    }

    add(entry) {
        this.store([...this.entries, { ...entry, sendAfter: Date.now() + UNDO_MS }]);
        browser.setTimeout(() => this.flush(), UNDO_MS + 50);
    }

    /** Take a result back which has not been sent. Returns whether that was possible. */
    remove(uuid) {
        const entries = this.entries;
        const left = entries.filter((entry) => entry.uuid !== uuid);
        this.store(left);
        return left.length < entries.length;
    }

    /** Send what is due; with `all` also what could still be taken back. */
    flush(all = false) {
        // One after the other: a result is not sent by two runs at once.
        this.sending = this.sending.then(() => this.sendDue(all));
        return this.sending;
    }

    async sendDue(all) {
        for (const entry of this.entries) {
            if (!all && entry.sendAfter > Date.now()) {
                continue;
            }
            if (!(await this.trySending(entry))) {
                break;
            }
        }
    }

    /** Returns whether to go on with the next one. */
    async trySending(entry) {
        try {
            await this.send(entry);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                this.isOffline = true;
                this.onChange();
                return false;
            }
            if (error.exceptionName === SESSION_EXPIRED) {
                // The result waits until the user has logged in again, as Odoo asks to.
                Promise.reject(error);
                return false;
            }
            this.remove(entry.uuid);
            this.onRefused(entry, error);
            return true;
        }
        this.isOffline = false;
        this.remove(entry.uuid);
        return true;
    }

    close() {
        browser.removeEventListener("online", this.flushNow);
        browser.clearInterval(this.timer);
        this.flush(true);
    }
}
