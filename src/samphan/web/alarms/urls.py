from django.urls import path

from samphan.web.alarms import forms, views

urlpatterns = [
    path("rules/alarms/", views.alarms, name="alarms"),
    path("rules/alarms/new/", forms.new, name="alarm_new"),
    path("rules/alarms/<int:trigger_id>/", views.alarm, name="alarm"),
    path("rules/alarms/<int:trigger_id>/edit/", forms.edit, name="alarm_edit"),
    path("rules/alarms/<int:trigger_id>/switch/", views.switch, name="alarm_switch"),
    path("rules/alarms/<int:trigger_id>/remove/", views.remove, name="alarm_remove"),
]
