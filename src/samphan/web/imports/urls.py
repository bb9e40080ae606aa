from django.urls import path

from samphan.web.imports import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/new/", views.upload, name="import_upload"),
    path("imports/<int:batch_id>/", views.batch_page, name="import_batch"),
    path("imports/<int:batch_id>/columns/", views.columns, name="import_columns"),
    path("imports/<int:batch_id>/check/", views.check, name="import_check"),
    path("imports/<int:batch_id>/run/", views.run, name="import_run"),
    path("imports/<int:batch_id>/undo/", views.undo, name="import_undo"),
    path("imports/<int:batch_id>/errors.csv", views.error_file, name="import_errors"),
]
