"""The list of cases: filtered, paged by key, counted no further than a person would."""
