"""What is known of languages: numerals, negation and names, for every stage to share."""
