"""Demo screens; config.urls includes them in demo mode and in tests only."""

from django.urls import path

from accounts.demo import views
from common.styleguide import styleguide

app_name = "demo"
urlpatterns = [
    path("", views.people, name="people"),
    path("sign-in/<uuid:public_id>/", views.sign_in, name="sign-in"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<int:pk>/", views.mail, name="mail"),
    path("mailbox/<int:pk>/html/", views.mail_html, name="mail-html"),
    path("mailbox/<int:pk>/files/<int:file_pk>/", views.mail_file, name="mail-file"),
    path("styleguide/", styleguide, name="styleguide"),
]
