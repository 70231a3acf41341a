"""The dull repetitions of a learner's way, as HTTP posts of the page's person."""

import re
from functools import cache

import yaml
from playwright.sync_api import Page

from tests.browser.people import post
from tests.parts.places import BASE_DIR

FREE_COURSE = "/courses/facilitating-pi-planning/"
PAID_COURSE = "/courses/inspect-and-adapt/"


def stops_of(page: Page, course: str) -> list[str]:
    """Return the paths of the lessons on a course's line."""
    return re.findall(r'class="route__title" href="([^"]+)"', page.request.get(course).text())


@cache
def right_answers() -> dict[str, dict[str, str]]:
    """Return key and text of the right answer of each question of the starter content, by the question's key."""
    quizzes = [yaml.safe_load(path.read_text("utf-8")) for path in (BASE_DIR / "content" / "quizzes").glob("*.yaml")]
    return {
        question["key"]: next(option for option in question["options"] if option["right"])
        for quiz in quizzes
        for question in quiz["questions"]
    }


def do_lesson(page: Page, path: str) -> None:
    """Complete one lesson, whatever completes it."""
    html = page.request.get(path).text()
    action = re.search(r'action="(/learn/lessons/[^"]+/(?:done|quiz|scenario)/)"', html)[1]
    begun = post(page, action)
    if action.endswith("/quiz/"):
        asked = set(re.findall(r'name="answer-([^"]+)"', begun.text()))
        answers = {f"answer-{key}": right_answers()[key]["key"] for key in asked}
        assert "Passed" in post(page, begun.url, **answers).text()
    elif action.endswith("/scenario/"):
        play(page, begun.url)


def play(page: Page, run: str) -> None:
    """Take the first choice of every scene, to the end."""
    while choice := re.search(r'name="choice" value="([^"]+)"', (scene := page.request.get(run).text())):
        position = re.search(r'name="position" value="(\d+)"', scene)[1]
        post(page, run, position=position, choice=choice[1])


def answer_all(page: Page, first_item: str, *, level: int = 2) -> None:
    """Answer the open items of an assessment from `first_item` on, and go to what comes after the last."""
    path = first_item
    while re.search(r"/\d+/$", path):
        path = post(page, path, answer=str(level), go="next", back_to="").url
    page.goto(path)
