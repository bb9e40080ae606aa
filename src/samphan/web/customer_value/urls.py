from django.urls import path

from samphan.web.customer_value import views

urlpatterns = [
    path("insights/value/", views.value, name="insights_value"),
    path("insights/value/at-risk/", views.at_risk, name="insights_at_risk"),
    path("insights/value/top/", views.top, name="insights_top"),
    path("insights/value/returns/", views.returns, name="insights_returns"),
    path("insights/value/reason/<str:code>/", views.behind_reason, name="insights_reason"),
    path("insights/value/bin/<str:measure>/", views.behind_bin, name="insights_bin"),
]
