from django.urls import path

from samphan.web.reading import views

urlpatterns = [
    path("readings/check/", views.check, name="reading_check"),
    path("readings/check/<int:signal_id>/", views.check_one, name="reading_check_one"),
    path("readings/<int:signal_id>/correct/", views.correct, name="reading_correct"),
    path("readings/corrections/<int:correction_id>/undo/", views.undo, name="reading_undo"),
]
