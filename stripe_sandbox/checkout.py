"""The hosted checkout page: what is bought, and the three things a buyer can do."""

from datetime import UTC, datetime
from urllib.parse import parse_qs

from stripe_sandbox.events import Cause
from stripe_sandbox.messages import Answer, Request
from stripe_sandbox.money import show
from stripe_sandbox.operations import decline, expire_due, is_email, pay
from stripe_sandbox.pages import Html, fill, join, page, render
from stripe_sandbox.store import Json, Store

PATH = "/c/pay/"
NOTHING = Html("")


def answer(request: Request, *, store: Store, now: int) -> Answer:
    """Show the page of a session, or do what its buyer chose."""
    cause = Cause(now)
    with store.transaction():
        expire_due(store, cause=cause)
    with store.transaction():
        session = store.get("checkout.session", request.path.removeprefix(PATH))
        if session is None:
            return _nothing_here()
        if session["status"] != "open":
            return _closed(store, session, again=request.method == "POST")
        if request.method == "POST":
            return _chosen(store, session, parse_qs(request.text), cause=cause)
        return _open(store, session, email=(session["customer_details"] or {}).get("email") or "")


def _chosen(store: Store, session: Json, form: dict[str, list[str]], *, cause: Cause) -> Answer:
    email = form.get("email", [""])[0].strip()
    if email and not is_email(email):
        return _open(store, session, email=email, email_error="Enter an address like name@example.com.", status=422)
    if form.get("card") == ["approved"]:
        paid = pay(store, session, email=email or None, cause=cause)
        return Answer.see_other(address_after(paid))
    if form.get("card") == ["declined"] and session["amount_total"]:
        message = decline(store, session, email=email or None, cause=cause)
        return _open(store, session, email=email, refusal=message, status=402)
    return _open(store, session, email=email, refusal="Choose one of the two test cards.", status=422)


def address_after(session: Json) -> str:
    """Return where Stripe sends the buyer of a paid session."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _open(
    store: Store, session: Json, *, email: str, email_error: str = "", refusal: str = "", status: int = 200
) -> Answer:
    amount = show(session["amount_total"], session["currency"])
    is_free = session["amount_total"] == 0
    declined = '<button class="button" name="card" value="declined">Pay with declined card</button>'
    form = render(
        "checkout_form.html",
        action=PATH + session["id"],
        email=email,
        email_state=Html(' aria-invalid="true" aria-describedby="email-error"') if email_error else "",
        email_error=fill('<span id="email-error" class="form__error">$text</span>', text=email_error)
        if email_error
        else "",
        pay="Complete the order" if is_free else f"Pay {amount} with test card",
        declined=NOTHING if is_free else Html(declined),
        until=_moment(session["expires_at"]),
        leave=_link(session["cancel_url"], "Leave without paying"),
    )
    notice = fill('<p class="notice notice--refusal" role="alert">$text</p>', text=refusal) if refusal else NOTHING
    return _page(store, session, heading="Pay", notice=notice, form=form, status=status)


def _closed(store: Store, session: Json, *, again: bool) -> Answer:
    if session["status"] == "complete":
        text = "This order has already been paid. Nothing was charged again." if again else "This order has been paid."
        kind, link, status = "notice--good", _link(address_after(session), "Go on to your order"), 409 if again else 200
    else:
        text = "This checkout has expired. Nothing was charged. Start again from the shop."
        kind, link, status = "notice--refusal", _link(session["cancel_url"], "Back to the shop"), 410
    notice = fill('<p class="notice $kind" role="status">$text</p>', kind=kind, text=text)
    return _page(store, session, heading="This checkout is closed", notice=notice, form=link, status=status)


def _page(store: Store, session: Json, *, heading: str, notice: Html, form: Html, status: int) -> Answer:
    main = render(
        "checkout.html",
        total=show(session["amount_total"], session["currency"]),
        lines=join([_line(line) for line in store.newest("item", parent=session["id"])]),
        reference=f"Reference {session['client_reference_id']}" if session["client_reference_id"] else "",
        heading=heading,
        notice=notice,
        form=form,
    )
    leads_to = tuple(address for address in (session["success_url"], session["cancel_url"]) if address)
    return page(f"TEST: {heading}", main, status=status, forms_lead_to=leads_to)


def _line(line: Json) -> Html:
    each = (
        f"{line['quantity']} × {show(line['price']['unit_amount'], line['currency'])}" if line["quantity"] > 1 else ""
    )
    return fill(
        '<li><span class="lines__what"><span>$name</span><span class="muted">$each</span></span>'
        '<span class="lines__amount">$amount</span></li>',
        name=line["description"],
        each=each,
        amount=show(line["amount_total"], line["currency"]),
    )


def _link(address: str | None, text: str) -> Html:
    return fill('<a class="button" href="$address">$text</a>', address=address, text=text) if address else NOTHING


def _moment(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp, UTC).strftime("%a %d %b %Y, %H:%M UTC")


def _nothing_here() -> Answer:
    main = Html('<main class="panel"><h1>No such checkout</h1><p>Start again from the shop.</p></main>')
    return page("TEST: no such checkout", main, status=404)
