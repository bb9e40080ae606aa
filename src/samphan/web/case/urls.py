from django.urls import path

from samphan.web.case import aside, desk, dialogs, views

urlpatterns = [
    path("cases/<int:case_id>/", views.page, name="case"),
    path("cases/<int:case_id>/reply/", views.reply, name="case_reply"),
    path("cases/<int:case_id>/note/", views.note, name="case_note"),
    path("cases/<int:case_id>/claim/", views.claim, name="case_claim"),
    path("cases/<int:case_id>/resume/", views.resume, name="case_resume"),
    path("cases/<int:case_id>/reopen/", views.reopen, name="case_reopen"),
    path("cases/<int:case_id>/messages/<int:message_id>/retry/", views.retry, name="case_retry"),
    path("cases/<int:case_id>/replies/", desk.replies, name="case_replies"),
    path("cases/<int:case_id>/messages/<int:message_id>/undo/", desk.take_back, name="case_undo"),
    path("cases/<int:case_id>/checklist/<int:item_id>/", desk.tick, name="case_tick"),
    path("cases/<int:case_id>/about/", dialogs.about, name="case_about"),
    path("cases/<int:case_id>/here/", desk.here, name="case_here"),
    path("cases/<int:case_id>/aside/", aside.ask, name="case_aside"),
    path("cases/<int:case_id>/aside/<int:side_id>/", aside.write, name="case_aside_write"),
    path("cases/<int:case_id>/aside/<int:side_id>/end/", aside.end, name="case_aside_end"),
    path("cases/<int:case_id>/assign/", dialogs.assign, name="case_assign"),
    path("cases/<int:case_id>/priority/", dialogs.priority, name="case_priority"),
    path("cases/<int:case_id>/attempt/", dialogs.attempt, name="case_attempt"),
    path("cases/<int:case_id>/cause/", dialogs.cause, name="case_cause"),
    path("cases/<int:case_id>/action/", dialogs.action, name="case_action"),
    path("cases/<int:case_id>/close/", dialogs.close, name="case_close"),
    path("cases/<int:case_id>/answer/", dialogs.answer, name="case_answer"),
    path("cases/<int:case_id>/wait/", dialogs.wait, name="case_wait"),
    path("cases/<int:case_id>/problem/", dialogs.problem, name="case_problem"),
]
