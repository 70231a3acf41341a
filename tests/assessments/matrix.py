"""Who may come in to the assessments."""

from assessments.models import Attempt
from tests.factories.assessments import begin, load_framework, submitted
from tests.house.rows import Row, everybody, owner, signed_in


def published(_house):
    load_framework()
    return {}


def open_one(house):
    load_framework()
    return {"public_id": begin(taker=house.robin).public_id}


def open_item(house):
    return {**open_one(house), "position": 1}


def result(house):
    load_framework()
    return {"public_id": submitted(house.robin).public_id}


def short_result(house):
    load_framework()
    attempt = begin(Attempt.Kind.SHORT, taker=house.robin)
    Attempt.objects.filter(pk=attempt.pk).update(submitted_at=attempt.started_at)
    return {"public_id": attempt.public_id}


def consent(_house):
    return {"has_consented": "on"}


ROWS = [
    Row("assessments:home", everybody(), published),
    Row("assessments:method", everybody(), published),
    Row("assessments:short-check", everybody(), published),
    Row("assessments:short-check", everybody(302), published, method="post", data=consent),
    Row("assessments:start", signed_in(), published),
    Row("assessments:start", signed_in(302), published, method="post", data=consent),
    Row("assessments:resume", owner(302), open_one),
    Row("assessments:item", owner(), open_item),
    Row("assessments:item", owner(302), open_item, method="post", data=lambda house: {"answer": "3"}),
    Row("assessments:review", owner(), open_one),
    Row("assessments:review", owner(409), open_one, method="post"),
    Row("assessments:result", owner(), result),
    Row("assessments:short-result", owner(), short_result),
    Row("assessments:choose-target", owner(302), result, method="post", data=lambda house: {"target": "rte-first-pis"}),
]
