"""The `samphan` command: noun-verb, tables for people, `--json` for machines."""
