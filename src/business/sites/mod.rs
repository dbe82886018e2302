//! A site is one showroom: staff, units, customers and reports belong to it, and so do its rules. Company rules contradict each other from site to site,
//! so whatever a rule lets a site choose is a setting here, with a default, and never a constant elsewhere.

pub mod bounds;
pub mod settings;
