//! What a charter asks: pillars, criteria, tiers, and the rule tree that says when a tier is reached.
