from django.urls import path

from samphan.web.topics import views

urlpatterns = [
    path("insights/topics/", views.topics, name="insights_topics"),
    path("insights/topics/texts/", views.texts, name="insights_topic_texts"),
]
