"""The command line: the only place that prints, asks the terminal, and sets exit codes.

One module a command or family of commands. Modules of commands are imported
only when their command runs, and import what is heavy inside their bodies.
"""
