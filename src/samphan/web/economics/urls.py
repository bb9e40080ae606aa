from django.urls import path

from samphan.web.economics import views

urlpatterns = [
    path("insights/economics/", views.economics, name="insights_economics"),
    path("insights/economics/assumptions/", views.assumptions, name="insights_assumptions"),
    path("insights/economics/returning/", views.returning, name="insights_returning"),
]
