from django.urls import path

from samphan.web.recovery import views

urlpatterns = [path("recovery/", views.recovery, name="recovery")]
