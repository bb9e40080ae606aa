"""Who came back after an unhappy case: contacted beside not contacted, by time to contact, and what it brought."""
