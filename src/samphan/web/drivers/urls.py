from django.urls import path

from samphan.web.drivers import views

urlpatterns = [path("insights/drivers/", views.drivers, name="insights_drivers")]
