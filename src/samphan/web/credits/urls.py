from django.urls import path

from samphan.web.credits import forms, views

urlpatterns = [
    path("credits/", views.credit_page, name="credits"),
    path("credits/<int:credit_id>/", views.decide, name="credit_decide"),
    path("credits/terms/", forms.terms, name="credit_terms"),
    path("credits/terms/new/", forms.terms_new, name="credit_terms_new"),
    path("credits/terms/<int:terms_id>/", forms.terms_one, name="credit_terms_one"),
    path("services/", forms.services, name="services"),
    path("services/new/", forms.service_new, name="service_new"),
    path("services/<int:service_id>/", forms.service, name="service"),
]
