from django.urls import path

from samphan.web.insights import loop, views

urlpatterns = [
    path("insights/", views.insights, name="insights"),
    path("insights/refresh/", views.refresh, name="insights_refresh"),
    path("insights/progress/", views.progress, name="insights_progress"),
    path("insights/answers/", views.answers, name="insights_answers"),
    path("insights/responses/", views.responses, name="insights_responses"),
    path("insights/newcomers/", views.newcomers, name="insights_newcomers"),
    path("insights/cases/", loop.cases, name="insights_cases"),
    path("insights/promises/", loop.promises, name="insights_promises"),
    path("insights/causes/<str:code>/", views.cause, name="insights_cause"),
]
