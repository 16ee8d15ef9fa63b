import { Component, onWillUnmount, useRef, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useChildRef, useService } from "@web/core/utils/hooks";
import { debounce } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { SearchBox, readQuery } from "../search_box/search_box";

// Below this every second customer would match.
const SHORTEST = 3;
const TYPING_PAUSE = 250;

export class FindCustomer extends Component {
    static template = "dealer_crm.FindCustomer";
    static components = { Layout, SearchBox };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.keepLast = new KeepLast();
        this.root = useRef("root");
        const query = this.props.state?.query || "";
        this.state = useState({ query, searched: "", cards: [], selected: 0 });
        this.input = useChildRef();
        this.searchSoon = debounce(() => this.search(), TYPING_PAUSE);
        // Back from a customer the hits are there again; not in the address, where the
        // names of customers would stay in the history of the browser.
        useSetupAction({ getLocalState: () => ({ query: this.state.query }) });
        onWillUnmount(() => this.searchSoon.cancel());
        if (query) {
            this.search();
        }
    }

    get tooShort() {
        return this.state.query.trim().length < SHORTEST;
    }

    get nothingFound() {
        return this.state.searched && !this.state.cards.length;
    }

    onType(query) {
        this.state.query = query;
        this.searchSoon();
    }

    onScanned(query) {
        this.state.query = query;
        this.search();
    }

    async search() {
        const query = this.state.query.trim();
        const cards = this.tooShort
            ? []
            : await this.keepLast.add(
                  this.orm.call("res.partner", "dealer_find_cards", [query])
              );
        Object.assign(this.state, {
            cards,
            searched: this.tooShort ? "" : query,
            selected: 0,
        });
    }

    clear() {
        this.state.query = "";
        this.search();
        this.input.el?.focus();
    }

    async onKeydown(ev) {
        const moves = { ArrowDown: 1, ArrowUp: -1 };
        if (ev.key in moves) {
            ev.preventDefault();
            this.select(this.state.selected + moves[ev.key]);
        } else if (ev.key === "Escape") {
            this.clear();
        } else if (ev.key === "Enter" && !ev.isComposing) {
            ev.preventDefault();
            await this.onEnter();
        }
    }

    /** A scanner types fast and ends with Enter: the answer may not be there yet. */
    async onEnter() {
        if (this.state.searched !== this.state.query.trim()) {
            this.searchSoon.cancel();
            await this.search();
            if (this.state.cards.length !== 1) {
                return;
            }
        }
        const card = this.state.cards[this.state.selected];
        if (card) {
            this.open(card);
        }
    }

    select(number) {
        const last = this.state.cards.length - 1;
        this.state.selected = Math.max(0, Math.min(number, last));
        const cards = this.root.el.querySelectorAll(".o_dealer_card");
        cards[this.state.selected]?.scrollIntoView({ block: "nearest" });
    }

    open(card) {
        if (card.partner_id) {
            this.openRecord("res.partner", card.partner_id);
        } else {
            this.openRecord("dealer.vehicle", card.vehicle_id);
        }
    }

    openRecord(resModel, resId) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    begin(action) {
        this.action.doAction(action);
    }

    createCustomer() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            views: [[false, "form"]],
            context: readQuery(this.state.searched),
        });
    }
}

registry.category("actions").add("dealer_find_customer", FindCustomer);
