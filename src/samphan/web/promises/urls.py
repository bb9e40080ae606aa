from django.urls import path

from samphan.web.promises import views

urlpatterns = [
    path("promises/", views.promises, name="promises"),
    path("promises/new/", views.new, name="promise_new"),
    path("promises/<slug:promise_code>/", views.promise, name="promise"),
]
