"""How contexts ask the database fast: querysets whose SQL is written once."""

from samphan.querying.compiled import compiled as compiled
