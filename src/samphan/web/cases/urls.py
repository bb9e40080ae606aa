from django.urls import path

from samphan.web.cases import acts, bulk, kept, views

urlpatterns = [
    path("cases/", views.cases, name="cases"),
    path("cases/version/", views.version, name="cases_version"),
    path("cases/bar/", bulk.bar, name="cases_bar"),
    path("cases/bulk/", bulk.bulk, name="cases_bulk"),
    path("cases/views/", kept.keep, name="cases_keep_view"),
    path("cases/views/<int:view_id>/drop/", kept.drop, name="cases_drop_view"),
    path("cases/<int:case_id>/snooze/", acts.snooze, name="case_snooze"),
    path("cases/<int:case_id>/wake/", acts.wake, name="case_wake"),
    path("cases/<int:case_id>/labels/", acts.label, name="case_labels"),
    path("cases/<int:case_id>/merge/", acts.merge, name="case_merge"),
    path("cases/<int:case_id>/split/", acts.split, name="case_split"),
    path("cases/<int:case_id>/link/", acts.link, name="case_link"),
    path("cases/<int:case_id>/unlink/", acts.unlink, name="case_unlink"),
]
