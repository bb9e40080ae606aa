from django.urls import path

from samphan.web.behaviour import views

urlpatterns = [
    path("insights/behaviour/", views.behaviour, name="insights_behaviour"),
    path("insights/behaviour/customers/", views.quadrant, name="insights_quadrant"),
]
