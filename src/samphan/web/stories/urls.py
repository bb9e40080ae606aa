from django.urls import path

from samphan.web.stories import public, views

urlpatterns = [
    path("stories/", views.stories, name="stories"),
    path("stories/write/<int:case_id>/", views.write, name="story_write"),
    path("stories/<int:story_id>/ask/", views.ask, name="story_ask"),
    path("stories/<int:story_id>/publish/", views.publish, name="story_publish"),
    path("stories/<int:story_id>/take-down/", views.take_down, name="story_take_down"),
    path("stories/of/<str:token>/", public.consent, name="story_consent"),
    path("our-stories/", public.our_stories, name="our_stories"),
]
