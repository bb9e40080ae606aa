from django.urls import path

from samphan.web.retention import views

urlpatterns = [
    path("insights/retention/", views.retention, name="insights_retention"),
    path("insights/retention/cohort/", views.cohort, name="insights_cohort"),
    path("insights/retention/lost/", views.lost, name="insights_lost"),
    path("insights/retention/waited/", views.waited, name="insights_waited"),
]
