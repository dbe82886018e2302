//! Everything that a person sees.
