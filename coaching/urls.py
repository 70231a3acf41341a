"""Ways into the app. Coaches' addresses come last: their keys may not be one of our words (`RESERVED_SLUGS`)."""

from django.urls import path

from coaching import views

app_name = "coaching"
urlpatterns = [
    path("sessions/", views.my_sessions, name="my-sessions"),
    path("bookings/<uuid:public_id>/", views.booking_detail, name="booking-detail"),
    path("bookings/<uuid:public_id>/calendar.ics", views.booking_ics, name="booking-ics"),
    path("bookings/<uuid:public_id>/cancel/", views.booking_cancel, name="booking-cancel"),
    path("bookings/<uuid:public_id>/release/", views.booking_release, name="booking-release"),
    path("desk/", views.desk, name="desk"),
    path("desk/availability/", views.availability, name="availability"),
    path("desk/sessions/<uuid:public_id>/", views.desk_session, name="desk-session"),
    path("desk/sessions/<uuid:public_id>/notes/<slug:kind>/", views.note_write, name="note-write"),
    path("desk/sessions/<uuid:public_id>/cancel/", views.session_cancel, name="session-cancel"),
    path("desk/sessions/<uuid:public_id>/complete/", views.session_complete, name="session-complete"),
    path("desk/notes/<uuid:public_id>/remove/", views.note_remove, name="note-remove"),
    path("<slug:coach_slug>/", views.coach, name="coach"),
    path("<slug:coach_slug>/<slug:type_slug>/", views.slots, name="slots"),
    path("<slug:coach_slug>/<slug:type_slug>/book/", views.book, name="book"),
]
