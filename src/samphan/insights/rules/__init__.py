"""Pure decisions of insights: which months a period covers, and how counts become figures."""
