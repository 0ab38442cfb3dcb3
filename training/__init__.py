"""Recipes that make the models the project ships; run by hand, imported by nothing else."""
