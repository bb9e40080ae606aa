from django.urls import path

from samphan.web.preferences import views

urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("preferences/password/", views.password, name="preferences_password"),
    path("preferences/availability/", views.availability, name="preferences_availability"),
    path("preferences/digest/", views.digest, name="preferences_digest"),
]
