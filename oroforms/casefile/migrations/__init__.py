"""Migrations of the case file, in order; run when a case file is opened."""
