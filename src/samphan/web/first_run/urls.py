from django.urls import path

from samphan.web.first_run import views

urlpatterns = [
    path("first-run/", views.first_run, name="first_run"),
    path("first-run/start/", views.start, name="first_run_start"),
    path("first-run/sample/", views.sample, name="first_run_sample"),
]
