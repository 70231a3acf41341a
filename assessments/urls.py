"""Ways into the app."""

from django.urls import path

from assessments import views

app_name = "assessments"
urlpatterns = [
    path("", views.home, name="home"),
    path("method/", views.method_page, name="method"),
    path("short-check/", views.short_check, name="short-check"),
    path("start/", views.start, name="start"),
    path("<uuid:public_id>/", views.resume, name="resume"),
    path("<uuid:public_id>/<int:position>/", views.item, name="item"),
    path("<uuid:public_id>/review/", views.review, name="review"),
    path("<uuid:public_id>/result/", views.result, name="result"),
    path("<uuid:public_id>/short-result/", views.short_result, name="short-result"),
    path("<uuid:public_id>/target/", views.choose_target, name="choose-target"),
]
