"""All writes of messaging: sending, delivery, receiving, channels, notices, suppression."""

from samphan.messaging.services.channels import check_channel, save_channel, seed_channels, send_test
from samphan.messaging.services.delivery import deliver_message, retry_message
from samphan.messaging.services.mailbox import fetch_mail
from samphan.messaging.services.notices import mail_notices, notify_user, read_notices
from samphan.messaging.services.receiving import receive_message
from samphan.messaging.services.sending import name_conversation, send_message
from samphan.messaging.services.suppression import lift_suppression, suppress_customer, unsubscribe_customer
from samphan.messaging.services.threads import split_conversation

__all__ = [
    "check_channel",
    "deliver_message",
    "fetch_mail",
    "lift_suppression",
    "mail_notices",
    "name_conversation",
    "notify_user",
    "read_notices",
    "receive_message",
    "retry_message",
    "save_channel",
    "seed_channels",
    "send_message",
    "send_test",
    "split_conversation",
    "suppress_customer",
    "unsubscribe_customer",
]
