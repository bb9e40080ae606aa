from django.urls import path

from samphan.web.today import views

urlpatterns = [
    path("", views.today, name="today"),
    path("today/cheer/", views.cheer, name="today_cheer"),
    path("today/read/", views.read_news, name="today_read"),
]
