"""All writes about customers: who they are, what they bought, what they agreed to, what we remember."""

from samphan.customers.services.batch_undo import (
    RowChangedSince,
    drop_batch_customers,
    drop_batch_orders,
    restore_customers,
    restore_orders,
)
from samphan.customers.services.bulk_customers import BeforeRow, CustomerRecord, Outcome, Saved, save_customers
from samphan.customers.services.bulk_orders import OrderRecord, OrdersSaved, place_orders
from samphan.customers.services.consent import record_consent
from samphan.customers.services.identity import (
    ContactTaken,
    NothingToIdentifyBy,
    add_contact_point,
    identify_customer,
    update_customer,
)
from samphan.customers.services.memory import (
    EmptyText,
    NoteFormUsedAgain,
    add_fact,
    add_note,
    record_fact_reading,
    retract_fact,
)
from samphan.customers.services.orders import EmptyOrder, change_order_status, place_order, refresh_figures

__all__ = [
    "BeforeRow",
    "ContactTaken",
    "CustomerRecord",
    "EmptyOrder",
    "EmptyText",
    "NoteFormUsedAgain",
    "NothingToIdentifyBy",
    "OrderRecord",
    "OrdersSaved",
    "Outcome",
    "RowChangedSince",
    "Saved",
    "add_contact_point",
    "add_fact",
    "add_note",
    "change_order_status",
    "drop_batch_customers",
    "drop_batch_orders",
    "identify_customer",
    "place_order",
    "place_orders",
    "record_consent",
    "record_fact_reading",
    "refresh_figures",
    "restore_customers",
    "restore_orders",
    "retract_fact",
    "save_customers",
    "update_customer",
]
