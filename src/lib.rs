//! Showroom: the reception desk, the floor book and the contract desk of a showroom.
