from django.urls import path

from samphan.web.rules import branch_views, views

urlpatterns = [
    path("rules/", views.trees, name="rules"),
    path("rules/start/", views.start, name="rules_start"),
    path("rules/<int:version_id>/", views.version, name="rule_version"),
    path("rules/<int:version_id>/draft/", views.draft, name="rule_draft"),
    path("rules/<int:version_id>/activate/", views.activate, name="rule_activate"),
    path("rules/<int:version_id>/discard/", views.discard, name="rule_discard"),
    path("rules/<int:version_id>/count/", views.count_past, name="rule_count"),
    path("rules/<int:version_id>/recipes/<slug:code>/", branch_views.recipe, name="rule_recipe"),
    path("rules/<int:version_id>/branches/", branch_views.add, name="rule_branch_add"),
    path("rules/<int:version_id>/branches/<slug:branch_id>/", branch_views.branch, name="rule_branch"),
    path("rules/<int:version_id>/branches/<slug:branch_id>/move/", branch_views.move, name="rule_branch_move"),
    path("rules/<int:version_id>/branches/<slug:branch_id>/remove/", branch_views.remove, name="rule_branch_remove"),
]
