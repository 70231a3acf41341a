"""The panel at /: what the sandbox holds, and buttons for what a dashboard, a clock or a bad day would do."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs

from stripe_sandbox import API_VERSION
from stripe_sandbox.chaos import UNTIL_OFF, Chaos
from stripe_sandbox.errors import ApiError, BadParameter, NoSuchObject
from stripe_sandbox.events import Cause, redeliver
from stripe_sandbox.messages import Answer, Request
from stripe_sandbox.money import show
from stripe_sandbox.operations import expire, expire_due, pay, refund
from stripe_sandbox.pages import Html, fill, join, page, render
from stripe_sandbox.store import Delivery, Json, Store

SHOWN = 50
NOTHING = Html("")


def answer(request: Request, *, store: Store, now: int, webhook: str) -> Answer:
    """Show the panel, or do what one of its buttons says and show it again."""
    cause = Cause(now)
    with store.transaction():
        expire_due(store, cause=cause)
    if request.method == "GET":
        return _panel(store, webhook=webhook)
    try:
        with store.transaction():
            _press(store, request, cause=cause)
    except ApiError as refusal:
        return _panel(store, webhook=webhook, refusal=refusal)
    return Answer.see_other("/")


def answer_chaos(request: Request, *, store: Store) -> Answer:
    """Answer the chaos API: GET tells the faults on order, POST orders more."""
    try:
        with store.transaction():
            if request.method == "GET":
                return Answer.of_json(Chaos(store).orders())
            return Answer.of_json(Chaos(store).order(_wishes(request.body)))
    except ApiError as refusal:
        return Answer.of_json(refusal.to_dict(), refusal.status)


def _wishes(body: bytes) -> Json:
    try:
        wishes = json.loads(body or b"{}")
    except ValueError:
        wishes = None
    if not isinstance(wishes, dict):
        raise BadParameter("The chaos API takes a JSON object.")
    return wishes


def _press(store: Store, request: Request, *, cause: Cause) -> None:
    """Do what the button at `/_sandbox/<verb>/<id>` says."""
    verb, _, object_id = request.path.removeprefix("/_sandbox/").partition("/")
    form = parse_qs(request.text)
    if verb == "pay":
        pay(store, _session(store, object_id), email=None, cause=cause)
    elif verb == "expire":
        expire(store, _session(store, object_id), cause=cause)
    elif verb == "refund":
        amount = form.get("amount", [""])[0].strip()
        wish = {"payment_intent": object_id} | ({"amount": _minor(amount)} if amount else {})
        refund(store, wish, cause=cause)
    elif verb == "redeliver":
        if not redeliver(store, object_id):
            raise NoSuchObject.named("event", object_id)
    elif verb == "drop-webhooks":
        Chaos(store).order({"drop_webhooks": object_id == "on"})
    else:
        raise NoSuchObject(f"There is no button called {verb}.")


def _session(store: Store, session_id: str) -> Json:
    session = store.get("checkout.session", session_id)
    if session is None:
        raise NoSuchObject.named("checkout.session", session_id)
    return session


def _minor(amount: str) -> int:
    if not amount.isascii() or not amount.isdigit():
        raise BadParameter("Enter the amount in the smallest unit, such as 1500 for EUR 15.00.", param="amount")
    return int(amount)


def _panel(store: Store, *, webhook: str, refusal: ApiError | None = None) -> Answer:
    orders = Chaos(store).orders()
    drops = orders.get("drop_webhooks", {}).get("count") == UNTIL_OFF
    main = render(
        "panel.html",
        version=API_VERSION,
        webhook=webhook,
        message=fill('<p class="notice notice--refusal" role="alert">$text</p>', text=refusal.message)
        if refusal
        else "",
        faults="; ".join(_fault(verb, order) for verb, order in orders.items()) or "None.",
        switch=_button("drop-webhooks/off", "Deliver webhooks again")
        if drops
        else _button("drop-webhooks/on", "Drop webhooks"),
        sessions=_table("Session|Amount|State|Reference|Expires|What can happen", _session_rows(store)),
        events=_table("Event|Type|About|When|", _event_rows(store)),
        deliveries=_table(
            "Event|Type|State|Tries|Last answer", [_delivery_row(row) for row in store.newest_deliveries(SHOWN)]
        ),
    )
    return page("Stripe sandbox: panel", main, status=refusal.status if refusal else 200)


def _fault(verb: str, order: Json) -> str:
    count = {UNTIL_OFF: "until switched off"}.get(order.get("count", 0), f"{order.get('count')} to come")
    rest = ", ".join(f"{name} {value}" for name, value in order.items() if name != "count" and value != "")
    return ", ".join(part for part in (verb, count if "count" in order else "", rest) if part)


def _session_rows(store: Store) -> list[list[object]]:
    rows: list[list[object]] = []
    for session in _some(store, "checkout.session"):
        intent = store.get("payment_intent", session["payment_intent"] or "")
        charge = store.get("charge", (intent or {}).get("latest_charge") or "")
        state = f"{session['status']}, {session['payment_status']}"
        left = 0
        if charge and charge["paid"]:
            left = charge["amount"] - charge["amount_refunded"]
            state += (
                f", {show(charge['amount_refunded'], charge['currency'])} refunded" if charge["amount_refunded"] else ""
            )
        rows.append(
            [
                _session_link(session),
                show(session["amount_total"], session["currency"]),
                state,
                session["client_reference_id"] or "",
                _moment(session["expires_at"]),
                _session_buttons(session, left=left),
            ]
        )
    return rows


def _session_link(session: Json) -> Html:
    short = session["id"][:20] + "…"
    return fill('<a href="/c/pay/$id"><code>$short</code></a>', id=session["id"], short=short)


def _session_buttons(session: Json, *, left: int) -> Html:
    if session["status"] == "open":
        buttons = [
            _button(f"pay/{session['id']}", "Pay", about=session["id"]),
            _button(f"expire/{session['id']}", "Expire", about=session["id"]),
        ]
        return fill('<div class="actions">$buttons</div>', buttons=join(buttons))
    if not left:
        return NOTHING
    return fill(
        '<div class="actions"><form method="post" action="/_sandbox/refund/$id">'
        '<label class="visually-hidden" for="amount-$id">Amount in the smallest unit</label>'
        '<input id="amount-$id" name="amount" inputmode="numeric" placeholder="$left">'
        '<button class="button button--small">Refund</button></form></div>',
        id=session["payment_intent"],
        left=left,
    )


def _event_rows(store: Store) -> list[list[object]]:
    return [
        [
            fill("<code>$id</code>", id=event["id"]),
            event["type"],
            fill("<code>$id</code>", id=event["data"]["object"]["id"][:24]),
            _moment(event["created"]),
            _button(f"redeliver/{event['id']}", "Deliver again", about=event["id"]),
        ]
        for event in _some(store, "event")
    ]


def _delivery_row(delivery: Delivery) -> list[object]:
    return [fill("<code>$id</code>", id=delivery.event), delivery.type, delivery.state, delivery.tries, delivery.answer]


def _some(store: Store, kind: str) -> list[Json]:
    return [item for item, _ in zip(store.newest(kind), range(SHOWN), strict=False)]


def _button(action: str, text: str, *, about: str = "") -> Html:
    return fill(
        '<form method="post" action="/_sandbox/$action">'
        '<button class="button button--small">$text$about</button></form>',
        action=action,
        text=text,
        about=fill('<span class="visually-hidden"> $about</span>', about=about) if about else "",
    )


def _table(heads: str, rows: list[list[object]]) -> Html:
    if not rows:
        return Html('<p class="muted">None yet.</p>')
    names = heads.split("|")
    head = join([fill("<th scope='col'>$name</th>", name=name) if name else Html("<td></td>") for name in names])
    body = join(
        [fill("<tr>$cells</tr>", cells=join([fill("<td>$cell</td>", cell=cell) for cell in row])) for row in rows]
    )
    return fill(
        '<div class="scroll" tabindex="0" role="region" aria-label="$first list"><table>'
        "<thead><tr>$head</tr></thead><tbody>$body</tbody></table></div>",
        first=names[0],
        head=head,
        body=body,
    )


def _moment(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp, UTC).strftime("%d %b %Y, %H:%M:%S UTC")
