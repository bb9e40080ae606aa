"""For machines that watch: is it ready, how is it doing. Whether it is alive, the fast lane answers."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from samphan.api.keys import let_in
from samphan.api.problems import Problem
from samphan.api.v1.app import as_response
from samphan.eventlog.selectors import undelivered_count
from samphan.jobs import selectors as jobs
from samphan.kit import clock

_TEXT = "text/plain; charset=utf-8"


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether requests can be served: the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM jobs_job LIMIT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer, or its tables are missing\n", status=503, content_type=_TEXT)
    return HttpResponse("ready\n", content_type=_TEXT)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return the state of the installation for Prometheus; needs a key with the scope metrics.read."""
    try:
        let_in(request.headers.get("Authorization", ""), scope="metrics.read")
    except Problem as problem:
        return as_response(problem)
    return HttpResponse(generate_latest(_measure()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _measure() -> CollectorRegistry:
    registry, now = CollectorRegistry(), clock.now()
    due = Gauge("samphan_jobs_due", "Jobs that may run now.", ["queue"], registry=registry)
    late = Gauge("samphan_jobs_oldest_due_seconds", "How long the oldest waits.", ["queue"], registry=registry)
    for queue, (count, oldest) in jobs.waiting_by_queue(now=now).items():
        due.labels(queue).set(count)
        late.labels(queue).set((now - oldest).total_seconds())
    Gauge("samphan_jobs_dead", "Jobs that failed for good.", registry=registry).set(jobs.dead_count())
    waiting = Gauge("samphan_events_undelivered", "Events whose reactions are not queued.", registry=registry)
    waiting.set(undelivered_count())
    return registry
