// Nobody has said a time zone yet: ask the browser, and show the times in it. The choice stays visible and changeable.
const form = document.querySelector("[data-zone-form]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (form && zone && zone !== "UTC") {
  const select = form.elements.zone;
  if (![...select.options].some((option) => option.value === zone)) select.add(new Option(zone.replaceAll("_", " "), zone));
  select.value = zone;
  form.requestSubmit();
}
