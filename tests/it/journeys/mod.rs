//! Journeys of people through the house, over HTTP and below the browser: each page is read as a person reads it, each form sent as it stands.

mod from_door_to_contract;
mod person;
