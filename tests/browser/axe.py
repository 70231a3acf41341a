"""Accessibility by axe-core, which finds what a machine can find."""

from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).parent / "vendor" / "axe.min.js"
RUN = """async () => {
  const results = await axe.run(document, {resultTypes: ["violations"]});
  return results.violations.map(({id, impact, help, nodes}) => (
    {id, impact, help, nodes: nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary}`)}
  ));
}"""


def axe_findings(page: Page, impacts: tuple[str, ...] = ("serious", "critical")) -> list[str]:
    """Return axe's findings of the given impacts, one sentence for each rule with the places it was found at."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(SOURCE.read_text(encoding="utf-8"))
    found = [finding for finding in page.evaluate(RUN) if finding["impact"] in impacts]
    if found:  # colors may still be on their way after a change of theme
        page.wait_for_timeout(1_000)
        found = [finding for finding in page.evaluate(RUN) if finding["impact"] in impacts]
    return [f"{item['impact']} {item['id']} ({item['help']}): " + "; ".join(item["nodes"][:3]) for item in found]


def assert_no_serious_axe(page: Page) -> None:
    """Fail for serious and critical findings on the page as it is now."""
    assert axe_findings(page) == []
