"""The order of the stages: who calls whom, with no format details and nothing printed."""
