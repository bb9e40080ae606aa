from django.urls import path

from samphan.web.shell import views

urlpatterns = [path("language/", views.choose_language, name="choose_language")]
