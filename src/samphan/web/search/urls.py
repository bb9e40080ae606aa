from django.urls import path

from samphan.web.search import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/find/", views.find, name="search_find"),
    path("search/results/", views.results, name="search_results"),
]
