from django.urls import path

from samphan.web.cases import views

urlpatterns = [path("cases/", views.cases, name="cases")]
