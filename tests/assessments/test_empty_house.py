"""Before anything is published, the pages say so."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_without_a_questionnaire_home_says_so(client):
    assert "Nothing to answer yet" in client.get(reverse("assessments:home")).content.decode()


def test_without_a_questionnaire_nothing_can_begin(client, client_for, robin):
    assert client.post(reverse("assessments:short-check"), {"has_consented": "on"}).status_code == 404
    assert client_for(robin).get(reverse("assessments:start")).status_code == 404


def test_without_a_questionnaire_the_method_can_be_read(client):
    assert client.get(reverse("assessments:method")).status_code == 200
