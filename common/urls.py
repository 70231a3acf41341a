"""A person's jobs."""

from django.urls import path

from common import views

app_name = "jobs"
urlpatterns = [
    path("<uuid:public_id>/", views.job_detail, name="detail"),
    path("<uuid:public_id>/download/", views.job_download, name="download"),
]
