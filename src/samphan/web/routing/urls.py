from django.urls import path

from samphan.web.routing import views

urlpatterns = [
    path("routing/", views.page, name="routing_trial"),
    path("routing/try/", views.ask, name="routing_trial_ask"),
    path("routing/<int:trial_id>/", views.progress, name="routing_trial_progress"),
]
