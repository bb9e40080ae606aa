from django.urls import path

from samphan.web.problems import forms, views

urlpatterns = [
    path("problems/", views.problems, name="problems"),
    path("problems/new/", forms.new, name="problem_new"),
    path("problems/<int:problem_id>/", views.problem, name="problem"),
    path("problems/<int:problem_id>/edit/", forms.edit, name="problem_edit"),
    path("problems/<int:problem_id>/move/", views.move, name="problem_move"),
    path("problems/<int:problem_id>/release/", forms.release, name="problem_release"),
    path("problems/<int:problem_id>/tell/", views.tell, name="problem_tell"),
    path("problems/<int:problem_id>/cases/", views.cases, name="problem_cases"),
]
