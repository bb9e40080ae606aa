from django.urls import path

from samphan.web.today import views

urlpatterns = [path("", views.today, name="today")]
