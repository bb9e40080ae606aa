"""Whether customers may read how promises were kept."""

from samphan.promises.models import PublicPage


def is_public_page_on() -> bool:
    """Say whether the page for customers is on; it is off until somebody switches it on."""
    return PublicPage.objects.filter(is_on=True).exists()
