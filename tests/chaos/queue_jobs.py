"""Queue as many jobs as asked; run inside an installation."""

import sys

import django

django.setup()

from samphan.jobs.services import NewJob, enqueue_many  # noqa: E402
from samphan.kit import clock  # noqa: E402
from tests.chaos.tasks import leave_mark  # noqa: E402

jobs = [NewJob(task=leave_mark, arguments={"number": n}) for n in range(int(sys.argv[1]))]
enqueue_many(jobs=jobs, now=clock.now())
