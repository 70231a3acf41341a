"""The learner's home."""

from django.urls import path

from growth import views

app_name = "growth"
urlpatterns = [
    path("", views.home, name="home"),
    path("recommendation/", views.recommendation, name="recommendation"),
]
