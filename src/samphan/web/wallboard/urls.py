from django.urls import path

from samphan.web.wallboard import views

urlpatterns = [path("board/<str:token>/", views.board, name="board")]
