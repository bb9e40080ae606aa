"""The alarms screen: rolling figures with the level they must not cross, their history, and the form of one."""
