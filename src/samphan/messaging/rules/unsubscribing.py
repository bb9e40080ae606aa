"""Which messages carry a one-click way out (RFC 8058): those nobody asked for one by one."""

BULK_PURPOSES = frozenset({"survey", "marketing"})
UNSUBSCRIBE_SALT = "messaging.unsubscribe"
UNSUBSCRIBE_PATH = "/unsubscribe/{token}/"
