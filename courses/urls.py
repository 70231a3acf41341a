"""Ways into the app; the catalog, courses and lessons themselves are Wagtail pages."""

from django.urls import path

from courses import views

app_name = "courses"
urlpatterns = [
    path("learn/", views.my_courses, name="my-courses"),
    path("learn/<uuid:key>/enroll/", views.enroll, name="enroll"),
    path("learn/<uuid:key>/certificate/", views.claim_certificate, name="claim-certificate"),
    path("learn/lessons/<uuid:key>/done/", views.lesson_done, name="lesson-done"),
    path("learn/lessons/<uuid:key>/undone/", views.lesson_undone, name="lesson-undone"),
    path("learn/lessons/<uuid:key>/quiz/", views.quiz_start, name="quiz-start"),
    path("learn/lessons/<uuid:key>/scenario/", views.scenario_start, name="scenario-start"),
    path("learn/quiz/<uuid:public_id>/", views.quiz, name="quiz"),
    path("learn/quiz/<uuid:public_id>/answers/", views.quiz_answers, name="quiz-answers"),
    path("learn/scenario/<uuid:public_id>/", views.scenario_run, name="scenario-run"),
    path("learn/scenario/<uuid:public_id>/<int:position>/", views.scenario_step, name="scenario-step"),
    path("certificates/<uuid:public_id>/", views.certificate, name="certificate"),
    path("certificates/<uuid:public_id>/pdf/", views.certificate_pdf, name="certificate-pdf"),
]
