import { Component, onWillUnmount, useState } from "@odoo/owl";
import { SearchBox, focusBox, readQuery } from "@dealer_crm/search_box/search_box";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useChildRef, useService } from "@web/core/utils/hooks";
import { debounce } from "@web/core/utils/timing";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { RedeemDialog } from "./redeem_dialog";

const SHORTEST = 3;
const TYPING_PAUSE = 300;
// A number of a card: looked up when it is complete, so that half of it is no try.
const CARD_START = /^29[\d\s.-]*$/;
const CARD_LENGTH = 13;

/** The desk before somebody is looked up. */
function nobody() {
    return { query: "", searched: "", message: "", status: "", hits: [], person: null };
}

export class CardDesk extends Component {
    static template = "dealer_loyalty.CardDesk";
    static components = { Layout, SearchBox };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.display = { controlPanel: {} };
        this.keepLast = new KeepLast();
        this.input = useChildRef();
        this.formatInteger = formatInteger;
        this.state = useState(nobody());
        this.searchSoon = debounce(() => this.search(), TYPING_PAUSE);
        onWillUnmount(() => this.searchSoon.cancel());
    }

    focus() {
        focusBox(this.input);
    }

    // === FIND ===

    get query() {
        return this.state.query.trim();
    }

    /** What is offered for points, and other work. */
    get offers() {
        const offers = this.state.person.offers;
        return {
            points: offers.filter((offer) => offer.points),
            work: offers.filter((offer) => !offer.points),
        };
    }

    onType(query) {
        this.state.query = query;
        const digits = this.query.replace(/\D/g, "").length;
        if (CARD_START.test(this.query) && digits < CARD_LENGTH) {
            this.searchSoon.cancel();
            return;
        }
        this.searchSoon();
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && !ev.isComposing) {
            ev.preventDefault();
            this.searchSoon.cancel();
            if (this.state.searched === this.query && this.state.hits.length) {
                this.open(this.state.hits[0].partner_id);
            } else {
                this.search();
            }
        } else if (ev.key === "Escape") {
            this.clear();
        }
    }

    async search() {
        const query = this.query;
        if (query.length < SHORTEST || query === this.state.searched) {
            return;
        }
        const answer = await this.keepLast.add(
            this.orm.call("dealer.loyalty.desk", "dealer_desk_find", [query])
        );
        Object.assign(this.state, {
            searched: query,
            message: answer.message,
            status: answer.status,
            hits: answer.hits,
            person: answer.person || null,
        });
        if (answer.person) {
            this.focus();
        }
    }

    clear() {
        this.searchSoon.cancel();
        Object.assign(this.state, nobody());
        this.focus();
    }

    async onScanned(query) {
        Object.assign(this.state, { query, searched: "" });
        await this.search();
    }

    async open(partnerId) {
        const person = await this.keepLast.add(
            this.orm.call("dealer.loyalty.desk", "dealer_desk_open", [partnerId])
        );
        Object.assign(this.state, { person, hits: [], message: "" });
        this.focus();
    }

    // === DO ===

    async giveGift() {
        this.state.person = await this.orm.call("dealer.loyalty.desk", "dealer_desk_gift", [
            this.state.person.partner_id,
        ]);
        this.notification.add(_t("The gift is noted"), { type: "success" });
    }

    redeem() {
        this.dialog.add(RedeemDialog, {
            person: this.state.person,
            onDone: ({ person, message }) => {
                this.state.person = person;
                this.notification.add(message, { type: "success" });
            },
        });
    }

    enrol() {
        const partnerId = this.state.person?.partner_id;
        this.openDialog("dealer_loyalty.dealer_loyalty_enrol_action", {
            default_partner_id: partnerId || false,
            ...(partnerId ? {} : readQuery(this.query)),
        });
    }

    identify() {
        this.openDialog("dealer_loyalty.dealer_loyalty_identify_action", {
            default_number: this.state.person.card.number,
        });
    }

    replace() {
        this.openDialog("dealer_loyalty.dealer_loyalty_replace_action", {
            default_card_id: this.state.person.card.id,
        });
    }

    share() {
        this.openDialog("dealer_loyalty.dealer_loyalty_share_action", {
            default_card_id: this.state.person.card.id,
        });
    }

    /** A form over the desk; what it has done is shown afterwards. */
    openDialog(action, context) {
        return this.action.doAction(action, {
            additionalContext: context,
            onClose: (infos) => {
                if (infos?.partner_id) {
                    this.notification.add(_t("Welcome to the club!"), { type: "success" });
                }
                const partnerId = infos?.partner_id || this.state.person?.partner_id;
                if (infos && partnerId) {
                    this.open(partnerId);
                }
            },
        });
    }

    async endSharing(member) {
        await this.orm.call("dealer.loyalty.member", "action_end", [[member.id]]);
        await this.open(this.state.person.partner_id);
    }

    async onCard(method) {
        const action = await this.orm.call("loyalty.card", method, [[this.state.person.card.id]]);
        this.action.doAction(action);
    }

    begin(action) {
        this.action.doAction(action);
    }

    openContact() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: this.state.person.partner_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("dealer_card_desk", CardDesk);
