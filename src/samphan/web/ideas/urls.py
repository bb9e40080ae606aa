from django.urls import path

from samphan.web.ideas import public, views

urlpatterns = [
    path("ideas/", views.ideas, name="ideas"),
    path("ideas/new/", views.new, name="idea_new"),
    path("ideas/<int:idea_id>/vote/", views.vote, name="idea_vote"),
    path("ideas/<int:idea_id>/", views.idea, name="idea"),
    path("ideas/of/<str:token>/", public.board, name="idea_board"),
]
