"""What professions, by their keys in the vocabulary, are as such."""

PHYSICIANS = frozenset({"dermatologist", "plastic_surgeon", "facial_plastic_surgeon", "physician"})
"""Those that work under a medical licence of their own."""

NURSES = frozenset({"nurse_practitioner", "registered_nurse"})
