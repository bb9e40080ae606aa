from django.urls import path

from samphan.web.how import views

urlpatterns = [path("insights/how/", views.how, name="insights_how")]
