from django.urls import path

from samphan.web.themes import views

urlpatterns = [
    path("insights/themes/", views.themes, name="insights_themes"),
    path("insights/themes/save/<str:kind>/", views.file, name="insights_themes_file"),
    path("insights/themes/<int:theme_id>/texts/", views.texts, name="insights_theme_texts"),
    path("insights/themes/<int:theme_id>/name/", views.name, name="insights_theme_name"),
]
