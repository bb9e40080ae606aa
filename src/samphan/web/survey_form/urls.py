from django.urls import path

from samphan.web.survey_form import views

urlpatterns = [
    path("s/privacy/", views.privacy, name="survey_privacy"),
    path("s/a/<str:token>/", views.anonymous, name="survey_anonymous"),
    path("s/a/<str:token>/thanks/", views.anonymous_thanks, name="survey_anonymous_thanks"),
    path("s/<str:token>/", views.answer, name="survey_answer"),
    path("s/<str:token>/thanks/", views.thanks, name="survey_thanks"),
]
