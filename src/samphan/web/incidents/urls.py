from django.urls import path

from samphan.web.incidents import forms, notices, public, views

urlpatterns = [
    path("incidents/", views.incidents, name="incidents"),
    path("incidents/new/", forms.new, name="incident_new"),
    path("incidents/notices/", notices.notices, name="incident_notices"),
    path("incidents/status-page/", views.switch_page, name="status_page_switch"),
    path("incidents/<int:incident_id>/", views.incident, name="incident"),
    path("incidents/<int:incident_id>/edit/", forms.edit, name="incident_edit"),
    path("incidents/<int:incident_id>/affected/", views.affected, name="incident_affected"),
    path("incidents/<int:incident_id>/affected/add/", forms.add_affected, name="incident_add_affected"),
    path("incidents/<int:incident_id>/update/", forms.update, name="incident_update"),
    path("incidents/<int:incident_id>/resolve/", forms.resolve, name="incident_resolve"),
    path("incidents/<int:incident_id>/call-off/", views.call_off, name="incident_call_off"),
    path("incidents/<int:incident_id>/cases/<int:case_id>/", views.link, name="incident_case"),
    path("incidents/<int:incident_id>/credits/", views.propose, name="incident_credits"),
    path("incidents/<int:incident_id>/credits/approve/", views.approve, name="incident_credits_approve"),
    path("status/", public.status, name="status_page"),
]
