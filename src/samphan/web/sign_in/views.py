"""The one-time link by which a member of staff chooses a password."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from samphan.accounts.services import InviteUsed, PasswordWeak, accept_invite, find_invited
from samphan.accounts.sessions import BACKEND
from samphan.cases.services import come_to_work
from samphan.kit.clock import now
from samphan.web.access import public
from samphan.web.render import UNPROCESSABLE, render

GONE = 410


@public
@never_cache
@sensitive_post_parameters("password")
def welcome(request: HttpRequest, user_id: int, token: str) -> HttpResponse:
    """Ask for a password and sign the person in; a used or old link says so."""
    invited = find_invited(user_id=user_id, token=token)
    if invited is None:
        text = InviteUsed().explain(gettext)
        return render(request, "sign_in/welcome_used.html", status=GONE, text=text)
    error = None
    if request.method == "POST":
        try:
            user = accept_invite(user_id=user_id, token=token, password=request.POST.get("password", ""))
        except PasswordWeak as refused:
            error = refused.explain(gettext)
        else:
            login(request, user, backend=BACKEND)
            come_to_work(user_id=user.pk, now=now())
            return HttpResponseRedirect("/")
    return render(request, "sign_in/welcome.html", status=UNPROCESSABLE if error else 200, invited=invited, error=error)
