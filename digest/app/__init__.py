"""Use cases of the commands: settings and inputs in, files and values out."""
