// Small enhancements; every page works without them. One module, no dependency.

const script = document.querySelector("script[data-htmx]");

// htmx comes only to pages that ask for it.
const usesHtmx = "[hx-get],[hx-post],[hx-put],[hx-patch],[hx-delete],[hx-boost]";
function loadHtmx() {
  const htmx = document.createElement("script");
  htmx.src = script.dataset.htmx;
  document.head.append(htmx);
}
if (script && document.querySelector(usesHtmx)) {
  // htmx starts at DOMContentLoaded or when the page is complete; between the two it would wait for ever.
  if (document.readyState === "complete") loadHtmx();
  else addEventListener("load", loadHtmx);
}

// Focus: an error summary takes it; after a swap the part that asks for it does (data-focus), so that a keyboard or a reader never falls back to the top.
function moveFocus(root, wanted) {
  const target = root.querySelector(wanted);
  if (!target) return;
  if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
  target.focus();
}

// The clock of a hold: counts down in words beside the time that the server wrote.
function startClock(clock) {
  if (clock.dataset.running) return;
  clock.dataset.running = "yes";
  const end = Date.parse(clock.dataset.clock);
  const left = document.createElement("span");
  left.className = "tabular";
  left.setAttribute("aria-hidden", "true");
  clock.append(left);
  const timer = setInterval(tick, 1000);
  function tick() {
    const seconds = Math.ceil((end - Date.now()) / 1000);
    if (!clock.isConnected) return clearInterval(timer);
    if (seconds <= 0) {
      clearInterval(timer);
      clock.dataset.state = "over";
      clock.textContent = clock.dataset.over;
      clock.dispatchEvent(new CustomEvent("hold-over", { bubbles: true }));
      return;
    }
    left.textContent = `(${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")})`;
  }
  tick();
}

// A select that sends its form by itself; its button is for those without script.
function autosubmit(root) {
  for (const button of root.querySelectorAll("[data-autosubmit-button]")) button.hidden = true;
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});

// The browser's time zone fills a field that nobody has filled; it decides nothing.
function suggestZone(field) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const untouched = !field.value || field.value === "UTC";
  if (!zone || !untouched) return;
  if (field.tagName === "SELECT" && ![...field.options].some((option) => option.value === zone)) return;
  field.value = zone;
}

// A form is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// The menu closes on Escape and when the attention goes elsewhere.
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".menu[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  const menu = document.querySelector(".menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});

function enhance(root) {
  root.querySelectorAll("[data-clock]").forEach(startClock);
  root.querySelectorAll("[data-detect-zone]").forEach(suggestZone);
  root.querySelectorAll("[data-print]").forEach((button) => (button.hidden = false));
  autosubmit(root);
}
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});

// The station where the reader is stays in sight when the line is longer than the screen.
const aside = document.querySelector(".lesson__aside");
const here = aside?.querySelector("[aria-current]");
if (here) aside.scrollTop = here.offsetTop - aside.clientHeight / 3;

// On wide screens the line of a lesson is always open; on phones it starts folded.
const wide = matchMedia("(min-width: 60rem)");
function openLines() {
  for (const line of document.querySelectorAll(".lesson__line")) line.open = wide.matches;
}
wide.addEventListener("change", openLines);

enhance(document);
openLines();
moveFocus(document, "[data-error-summary]");
document.addEventListener("htmx:afterSwap", (event) => {
  enhance(event.detail.elt);
  moveFocus(event.detail.elt, "[data-error-summary], [data-focus]");
});
