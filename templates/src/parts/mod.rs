//! The parts that pages are made of. Each returns markup or renders itself; none knows a rule.

pub mod badge;
pub mod button;
pub mod card;
pub mod choice;
pub mod field;
pub mod form;
pub mod gauge;
pub mod icon;
pub mod list;
pub mod plot;
pub mod qr;
pub mod sheet;
pub mod signature;
pub mod stage;
pub mod table;
pub mod timeline;
pub mod unit;

pub use badge::{Tone, avatar, badge, grade};
pub use button::{Button, danger, primary, quiet, secondary};
pub use card::{card, columns, key_values, section, stack, stat, tiles};
pub use choice::{Choice, chips, multi_chips, select, toggle};
pub use field::{Field, area, date, file, money, number, password, phone, text, time};
pub use form::{Press, action_bar, form, hidden, press};
pub use gauge::{Timer, meter, timer};
pub use icon::Icon;
pub use list::{empty, more, pages, search, tabs};
pub use stage::{Step, StepState, steps};
pub use table::{Column, Row, table};
pub use timeline::{Event, timeline};
pub use unit::{UnitCell, UnitState};
