from django.urls import path

from samphan.web.unsubscribe import views

urlpatterns = [path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe")]
