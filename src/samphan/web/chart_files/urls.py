from django.urls import path

from samphan.web.chart_files import views

urlpatterns = [
    path("insights/charts/<str:code>/<str:kind>/", views.chart, name="insights_chart_file"),
    path("customers/<int:customer_id>/alive/<str:kind>/", views.alive, name="customer_alive_file"),
    path("insights/value/at-risk/<str:kind>/", views.at_risk, name="insights_at_risk_file"),
]
