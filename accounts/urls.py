"""A person's own account; signing in and up is allauth's, beside it."""

from django.urls import path

from accounts import views

app_name = "account"
urlpatterns = [
    path("", views.home, name="home"),
    path("profile/", views.profile, name="profile"),
    path("data/", views.data, name="data"),
    path("erase/", views.erase, name="erase"),
    path("organization/", views.organization, name="organization"),
]
