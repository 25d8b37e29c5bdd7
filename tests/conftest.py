"""Fixtures that several areas share."""

pytest_plugins = ["casefile_fixtures", "pki_fixtures"]
