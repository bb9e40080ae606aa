from django.urls import path

from samphan.web.promises import agreements, public, report, views

# A promise's code is its address, so that whatever is no promise lives under a name no code can have.
urlpatterns = [
    path("our-promises/", public.our_promises, name="our_promises"),
    path("promises/", views.promises, name="promises"),
    path("promises/new/", views.new, name="promise_new"),
    path("promises/<slug:promise_code>/", views.promise, name="promise"),
    path("promise-agreements/", agreements.agreements, name="promise_agreements"),
    path("promise-agreements/new/", agreements.new, name="promise_agreement_new"),
    path("promise-agreements/<int:agreement_id>/", agreements.agreement, name="promise_agreement"),
    path("promise-report/", report.report, name="promise_report"),
    path("promise-report/clocks/", report.behind, name="promise_report_clocks"),
    path("promise-report/public/", report.switch, name="promise_page_switch"),
    path("promise-clocks/<int:clock_id>/", report.ledger, name="promise_clock"),
]
