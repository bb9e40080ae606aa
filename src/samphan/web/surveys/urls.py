from django.urls import path

from samphan.web.surveys import sending, views, writing

urlpatterns = [
    path("surveys/", views.surveys, name="surveys"),
    path("surveys/new/", writing.create, name="survey_new"),
    path("surveys/<int:survey_id>/", views.results, name="survey"),
    path("surveys/<int:survey_id>/edit/", writing.edit, name="survey_edit"),
    path("surveys/<int:survey_id>/switch/", writing.switch, name="survey_switch"),
    path("surveys/<int:survey_id>/preview/", views.preview, name="survey_preview"),
    path("surveys/<int:survey_id>/send/", sending.send, name="survey_send"),
    path("surveys/<int:survey_id>/send/find/", sending.send_find, name="survey_send_find"),
    path("surveys/<int:survey_id>/send/one/", sending.send_one, name="survey_send_one"),
    path("surveys/<int:survey_id>/send/list/", sending.send_list, name="survey_send_list"),
]
