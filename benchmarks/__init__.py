"""Figures. Reads public sets from a folder given on the command line; nothing imports this package."""
