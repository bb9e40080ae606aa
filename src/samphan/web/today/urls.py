from django.urls import path

from samphan.web.today import days_away, views

urlpatterns = [
    path("", views.today, name="today"),
    path("today/cheer/", views.cheer, name="today_cheer"),
    path("today/days-away/<int:absence_id>/", days_away.decide, name="today_days_away"),
    path("today/read/", views.read_news, name="today_read"),
]
