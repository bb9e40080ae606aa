from django.urls import path

from samphan.web.alarms import forms, views

urlpatterns = [
    path("alarms/", views.alarms, name="alarms"),
    path("alarms/new/", forms.new, name="alarm_new"),
    path("alarms/<int:trigger_id>/", views.alarm, name="alarm"),
    path("alarms/<int:trigger_id>/edit/", forms.edit, name="alarm_edit"),
    path("alarms/<int:trigger_id>/switch/", views.switch, name="alarm_switch"),
    path("alarms/<int:trigger_id>/remove/", views.remove, name="alarm_remove"),
]
