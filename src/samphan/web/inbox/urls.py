from django.urls import path

from samphan.web.inbox import views

urlpatterns = [path("inbox/", views.inbox, name="inbox")]
