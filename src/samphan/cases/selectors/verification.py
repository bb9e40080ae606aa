"""Reading how the firm asks whether it is solved."""

from samphan.cases.models import VerificationPolicy
from samphan.cases.rules.verification import VerificationSettings


def verification_settings() -> VerificationSettings:
    """Return how the firm asks, the usual way while nobody has changed it."""
    stored = VerificationPolicy.objects.order_by("pk").first()
    if stored is None:
        return VerificationSettings()
    return VerificationSettings(
        tries=stored.tries,
        patience_days=stored.patience_days,
        solved_from=stored.solved_from,
        on_silence=stored.on_silence,
    )
