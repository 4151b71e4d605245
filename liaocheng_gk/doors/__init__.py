"""Who comes in, for how long, and how often: sessions, second factor, fresh passwords, limits, the human check."""
