"""Signing in is allauth's; its other screens (sign-up, mail confirmation, reset) have no address here."""

from allauth.account import views as allauth_views
from django.urls import path

from samphan.web.sign_in import views

urlpatterns = [
    path("sign-in/", allauth_views.login, name="account_login"),
    path("sign-out/", allauth_views.logout, name="account_logout"),
    path("sign-in/switched-off/", allauth_views.account_inactive, name="account_inactive"),
    path("welcome/<int:user_id>/<str:token>/", views.welcome, name="welcome"),
]
