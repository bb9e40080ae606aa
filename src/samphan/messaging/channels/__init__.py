"""The ways out and in: the only outbound network code of the product. A channel knows mails, never customers."""
