from django.urls import path

from samphan.web.customers import actions, views

urlpatterns = [
    path("customers/", views.customers, name="customers"),
    path("customers/find/", views.find_customers, name="customer_find"),
    path("customers/new/", actions.new_customer, name="customer_new"),
    path("customers/<int:customer_id>/", views.customer, name="customer"),
    path("customers/<int:customer_id>/note/", actions.note, name="customer_note"),
    path("customers/<int:customer_id>/fact/", actions.fact, name="customer_fact"),
    path("customers/<int:customer_id>/fact/<int:fact_id>/retract/", actions.retract, name="customer_fact_retract"),
    path("customers/<int:customer_id>/contact/", actions.contact, name="customer_contact"),
    path("customers/<int:customer_id>/consent/", actions.consent, name="customer_consent"),
]
