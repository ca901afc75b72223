"""The commands of `tfnet`, one file a subject; heavy imports stay inside them."""
