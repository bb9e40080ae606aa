from django.urls import path

from samphan.web.journey import edit, texts, views

urlpatterns = [
    path("journey/", views.journey, name="journey"),
    path("journey/start/", edit.start, name="journey_start"),
    path("journey/<int:journey_id>/", views.journey_map, name="journey_map"),
    path("journey/<int:journey_id>/edit/", edit.journey, name="journey_edit"),
    path("journey/<int:journey_id>/stages/new/", edit.new_stage, name="journey_stage_new"),
    path("journey/<int:journey_id>/redesign/", texts.redesigns, name="journey_redesigns"),
    path("journey/redesign/<int:redesign_id>/", texts.redesign_state, name="journey_redesign_state"),
    path("journey/stages/<int:stage_id>/", edit.stage, name="journey_stage"),
    path("journey/stages/<int:stage_id>/new/", edit.new_touchpoint, name="journey_touchpoint_new"),
    path("journey/touchpoints/<int:touchpoint_id>/", views.touchpoint, name="journey_touchpoint"),
    path("journey/touchpoints/<int:touchpoint_id>/edit/", edit.touchpoint, name="journey_touchpoint_edit"),
    path("journey/touchpoints/<int:touchpoint_id>/pin/", edit.pin, name="journey_pin"),
    path("journey/touchpoints/<int:touchpoint_id>/redesign/", texts.plan, name="journey_redesign_plan"),
    path("journey/touchpoints/<int:touchpoint_id>/behind/<str:kind>/", views.behind, name="journey_behind"),
    path("journey/touchpoints/<int:touchpoint_id>/texts/new/", texts.new, name="journey_text_new"),
    path("journey/texts/<int:wording_id>/", texts.wording, name="journey_text"),
]
