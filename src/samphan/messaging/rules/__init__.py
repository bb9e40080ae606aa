"""Pure decisions of messaging: the send gate, which conversation a mail belongs to, what is a mere thank-you."""
