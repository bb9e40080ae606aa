from django.urls import path

from samphan.web.digest_stop import views

urlpatterns = [path("digest/stop/<str:token>/", views.stop, name="digest_stop")]
