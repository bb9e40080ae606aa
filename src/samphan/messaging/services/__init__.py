"""All writes of messaging: sending, delivery, receiving, channels, notices, suppression."""

from samphan.messaging.services.channels import check_channel, save_channel, seed_channels, send_test
from samphan.messaging.services.colleagues import mail_colleague
from samphan.messaging.services.delivery import deliver_message, retry_message
from samphan.messaging.services.letters import deliver_letter, send_letter
from samphan.messaging.services.mailbox import fetch_mail
from samphan.messaging.services.mass import MassMessage, send_messages
from samphan.messaging.services.notices import mail_notices, notify_user, read_notices, settle_notice
from samphan.messaging.services.receiving import receive_message
from samphan.messaging.services.sending import name_conversation, send_message
from samphan.messaging.services.suppression import lift_suppression, suppress_customer, unsubscribe_customer
from samphan.messaging.services.taking_back import MessageHasLeft, MessageNotYours, take_back_message
from samphan.messaging.services.threads import split_conversation

__all__ = [
    "MassMessage",
    "MessageHasLeft",
    "MessageNotYours",
    "check_channel",
    "deliver_letter",
    "deliver_message",
    "fetch_mail",
    "lift_suppression",
    "mail_colleague",
    "mail_notices",
    "name_conversation",
    "notify_user",
    "read_notices",
    "receive_message",
    "retry_message",
    "save_channel",
    "seed_channels",
    "send_letter",
    "send_message",
    "send_messages",
    "send_test",
    "settle_notice",
    "split_conversation",
    "suppress_customer",
    "take_back_message",
    "unsubscribe_customer",
]
