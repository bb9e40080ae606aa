from samphan.reputation.models import Review


def get_review(*, review_id: int) -> Review:
    """Return a review with its customer and branch."""
    return Review.objects.select_related("customer", "branch").get(pk=review_id)


def find_review(*, source: str, external_ref: str) -> Review | None:
    """Return the review a source calls by this reference, or None."""
    return Review.objects.filter(source=source, external_ref=external_ref).first()
