from django.urls import path

from samphan.web.preferences import views

urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("preferences/password/", views.password, name="preferences_password"),
    path("preferences/availability/", views.availability, name="preferences_availability"),
    path("preferences/days-away/", views.days_away, name="preferences_days_away"),
    path("preferences/days-away/<int:absence_id>/end/", views.back, name="preferences_days_away_end"),
    path("preferences/digest/", views.digest, name="preferences_digest"),
]
