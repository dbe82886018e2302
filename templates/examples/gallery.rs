//! Draws every page with sample data, without a database, into `target/gallery/`.

fn main() {}
