"""Fixtures that several areas share."""

pytest_plugins = ["casefile_fixtures", "command_fixtures", "pki_fixtures"]
