from django.urls import path

from samphan.web.search import views

urlpatterns = [path("search/", views.search, name="search")]
