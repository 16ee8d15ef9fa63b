"""A service order is closed; the history of a car is opened.

Closing, an order of ten operations and ten parts for one payer. Ours: confirm, hand
the parts out, invoice and post, claims, internal work and departments looked after.
Stock: the same lines as a plain sale order, confirmed, delivered, invoiced and posted.
Raw: the rows of such an invoice copied, and the order marked.

History of a car with 2 and with 200 orders. Ours: the list of all visits as a director,
with who may see whom. Stock: as many sale orders in their list. Raw: the newest 80
orders of the car by a select, without rights.
"""

import database
import figures

LINES = 10
SIZES = (2, 200)
CARS = 20
LIST = 80
COLUMNS = dict.fromkeys(
    ("name", "date", "odometer", "state", "work", "partner_id", "amount_total"), {}
)
SALE_COLUMNS = dict.fromkeys(
    ("name", "date_order", "state", "partner_id", "user_id", "amount_total"), {}
)
FILL = """
    INSERT INTO dealer_service_order (name, state, vehicle_id, partner_id, company_id,
                                      date, odometer, history_amount, amount_total)
         SELECT 'H' || number, 'history', car, (SELECT owner_id FROM dealer_vehicle
                 WHERE id = car), (SELECT min(id) FROM res_company),
                now() - number * interval '9 days', 100000 - 400 * number, 5000, 5000
           FROM unnest(%s) car, generate_series(1, %s) number
"""
LINE_FILL = """
    INSERT INTO dealer_service_line (order_id, company_id, kind, name, quantity,
                                     price_unit, sequence, decision)
         SELECT visit.id, visit.company_id, 'labour', 'Work ' || number, 1, 1000, 10,
                'approved'
           FROM dealer_service_order visit, generate_series(1, 4) number
          WHERE visit.vehicle_id = ANY(%s)
"""
RAW_HISTORY = """
    SELECT id, name, date, odometer, state, partner_id, amount_total
      FROM dealer_service_order WHERE vehicle_id = %s
  ORDER BY date DESC, id DESC LIMIT 80
"""
RAW_TABLE = """
    CREATE TEMP TABLE bench_item (LIKE account_move_line INCLUDING DEFAULTS
                                  INCLUDING INDEXES)
"""
RAW_CLOSE = (
    "INSERT INTO bench_item SELECT * FROM account_move_line WHERE move_id = %(move)s",
    "UPDATE dealer_service_order SET write_date = now() WHERE id = %(order)s",
    "DELETE FROM bench_item",
)


def measure(name: str, rounds: int) -> dict:
    """Close orders and open histories.

    :param name: database
    :param rounds: openings of each kind; a tenth of it are closed
    :return: dict ``close`` -> {ours, stock, raw}, ``history`` -> dict size -> the same,
        each with {p50, p95, queries}
    """
    with database.environment(name) as env:
        close = _close(env, max(5, rounds // 10))
        env.cr.rollback()
    with (
        database.environment(name, "director") as director,
        database.environment(name) as system,
    ):
        cars = _fill(system)
        # The director's transaction began before there were these orders.
        director.cr.rollback()
        history = {
            str(size): _history(director, system, size, ids, rounds)
            for size, ids in cars.items()
        }
    return {"close": close, "history": history}


def _spread(env, function, arguments):
    """Percentiles and statements of a call for each argument, after one to warm up.

    The argument of the first call is not measured.
    """
    queries = []

    def counted(argument):
        env.flush_all()
        before = env.cr.sql_log_count
        function(argument)
        env.flush_all()
        queries.append(env.cr.sql_log_count - before)

    first, *others = arguments
    counted(first)
    queries.clear()
    taken = [milliseconds for milliseconds, _none in figures.timed(counted, others)]
    return {**figures.spread(taken), "queries": sorted(queries)[len(queries) // 2]}


# === CLOSING === #


def _close(env, rounds):
    env = env(context={"tracking_disable": True})
    company = env.ref("base.main_company")
    env = env["res.company"].with_company(company).env
    parts, labour = _products(env, company)
    vehicles = env["dealer.vehicle"].search(
        [("owner_id", "!=", False), ("state", "=", "customer")], limit=rounds + 1
    )
    orders = [_order(env, vehicle, parts, labour) for vehicle in vehicles]
    sales = [_sale(env, vehicle.owner_id, parts, labour) for vehicle in vehicles]
    result = {
        "ours": _spread(env, lambda order: order._bill(), orders),
        "stock": _spread(env, _close_sale, sales),
    }
    env.cr.execute(RAW_TABLE)
    move = orders[0].invoice_ids[:1]

    def raw(order):
        for statement in RAW_CLOSE:
            env.cr.execute(statement, {"move": move.id, "order": order.id})

    result["raw"] = _spread(env, raw, orders)
    return result


def _products(env, company):
    """Parts of which there are enough, and the norm hour."""
    parts = env["product.product"].create(
        [
            {"name": f"Bench part {number}", "is_storable": True, "list_price": 900}
            for number in range(LINES)
        ]
    )
    place = (
        env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    ).lot_stock_id
    for part in parts:
        env["stock.quant"]._update_available_quantity(part, place, 10_000)
    return parts, env.ref("dealer_service.product_labour")


def _order(env, vehicle, parts, labour):
    lines = [{"kind": "part", "product_id": part.id, "quantity": 1} for part in parts]
    lines += [
        {"kind": "labour", "product_id": labour.id, "quantity": 0.5 + number / 10}
        for number in range(LINES)
    ]
    order = env["dealer.service.order"].create(
        {"vehicle_id": vehicle.id, "line_ids": [(0, 0, line) for line in lines]}
    )
    order.action_start()
    order.action_ready()
    return order


def _sale(env, partner, parts, labour):
    products = [*parts, *([labour] * LINES)]
    return env["sale.order"].create(
        {
            "partner_id": partner.id,
            "order_line": [
                (0, 0, {"product_id": product.id, "product_uom_qty": 1})
                for product in products
            ],
        }
    )


def _close_sale(sale):
    """Odoo's own buttons, one after the other."""
    sale.action_confirm()
    for picking in sale.picking_ids:
        picking.action_assign()
        picking.move_ids.picked = True
        picking.button_validate()
    sale._create_invoices(final=True).action_post()


# === HISTORY === #


def _fill(env):
    env.cr.execute(
        "SELECT id FROM dealer_vehicle WHERE owner_id IS NOT NULL AND active"
        " AND NOT EXISTS (SELECT FROM dealer_service_order visit"
        "                  WHERE visit.vehicle_id = dealer_vehicle.id)"
        " ORDER BY id LIMIT %s",
        (CARS * len(SIZES),),
    )
    ids = [id_ for (id_,) in env.cr.fetchall()]
    share = len(ids) // len(SIZES)
    cars = {}
    for place, size in enumerate(SIZES):
        cars[size] = ids[place * share : (place + 1) * share]
        env.cr.execute(FILL, (cars[size], size))
    env.cr.execute(LINE_FILL, (ids,))
    env.cr.commit()
    env.cr.execute("ANALYZE dealer_service_order, dealer_service_line")
    env.cr.commit()
    return cars


def _history(director, system, size, ids, rounds):
    visits, sales = director["dealer.vehicle.visit"], director["sale.order"]
    asked = [ids[number % len(ids)] for number in range(rounds + 1)]

    def ours(id_):
        director.invalidate_all()
        return visits.web_search_read([("vehicle_id", "=", id_)], COLUMNS, limit=LIST)

    def stock(_id):
        director.invalidate_all()
        return sales.web_search_read([], SALE_COLUMNS, limit=min(size, LIST))

    def raw(id_):
        system.cr.execute(RAW_HISTORY, (id_,))
        return system.cr.fetchall()

    return {
        "ours": _spread(director, ours, asked),
        "stock": _spread(director, stock, asked),
        "raw": _spread(system, raw, asked),
    }


# === REPORT === #


def report(result: dict) -> str:
    """The tables for the terminal."""
    columns = ["p50", "p95", "queries", "times raw"]
    close = figures.table(
        "Close a service order with 20 lines",
        ["closing (ms)", *columns],
        _rows(result["close"], ""),
    )
    rows = []
    for size, figure in result["history"].items():
        rows += _rows(figure, f"{size} orders, ")
    history = figures.table("History of a car opens", ["history (ms)", *columns], rows)
    return f"{close}\n{history}"


def _rows(figure, prefix):
    return [
        [
            prefix + what,
            figure[what]["p50"],
            figure[what]["p95"],
            figure[what]["queries"],
            figures.ratio(figure[what]["p50"], figure["raw"]["p50"]),
        ]
        for what in ("ours", "stock", "raw")
    ]
