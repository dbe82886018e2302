//! Where a report is: its period, its cut, the site where it is not the reader's own, or the whole company.

use showroom_templates::urls;

use super::cuts::Cut;
use super::model::{Dim, Measure};
use super::period::{Period, Span};
use super::report::Report;
use crate::base::clock::Date;
use crate::base::ids::SiteId;

/// Where a report is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its period.
    pub period: Period,
    /// Its cut.
    pub cut: Option<Cut>,
    /// Of which sites.
    pub of: Of,
}

/// Of which sites a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The site at which the reader works now.
    Here,
    /// Another of the reader's sites.
    Site(SiteId),
    /// All that the reader looks after.
    Company,
}

impl Place {
    /// A report of the reader's site, whole.
    pub const fn here(period: Period) -> Self {
        Self { period, cut: None, of: Of::Here }
    }

    /// Where this report is.
    pub fn of(report: &Report) -> Self {
        let of = match (report.parts.is_empty(), report.away) {
            (false, _) => Of::Company,
            (true, true) => Of::Site(report.site.id),
            (true, false) => Of::Here,
        };
        Self { period: report.period, cut: report.cut.clone(), of }
    }

    /// The same over another period.
    pub fn during(&self, period: Period) -> Self {
        Self { period, ..self.clone() }
    }

    /// The same within a cut, or whole.
    pub fn within(&self, cut: Option<Cut>) -> Self {
        Self { cut, ..self.clone() }
    }

    /// The same on one day of it.
    pub fn on(&self, day: Date) -> Self {
        self.during(Period::day(day))
    }

    /// The address of the report.
    pub fn show(&self) -> String {
        self.address(&[], if self.of == Of::Company { urls::reports::company } else { urls::reports::of })
    }

    /// The address of the rows behind a figure.
    pub fn rows(&self, measure: Measure, dim: Dim, key: &str) -> String {
        let more = [("measure", measure.code()), ("dim", dim.code()), ("key", key)];
        self.address(&more, if self.of == Of::Company { urls::reports::company_rows } else { urls::reports::rows })
    }

    /// The address of the report as a file.
    pub fn file(&self, format: &str) -> String {
        let more = [("format", format)];
        self.address(&more, if self.of == Of::Company { urls::reports::company_file } else { urls::reports::file })
    }

    /// What an address says besides the period: for the fields of a form.
    pub fn besides(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if let Some(cut) = &self.cut {
            pairs.extend([("cut", cut.code().to_owned()), ("of", cut.key().to_owned())]);
        }
        if let Of::Site(site) = self.of {
            pairs.push(("site", site.to_string()));
        }
        pairs
    }

    fn address(&self, more: &[(&str, &str)], build: fn(&[(&str, &str)]) -> String) -> String {
        let mut pairs = query(&self.period);
        pairs.extend(self.besides());
        let pairs: Vec<(&str, &str)> =
            pairs.iter().map(|(name, value)| (*name, value.as_str())).chain(more.iter().copied()).collect();
        build(&pairs)
    }
}

/// The period as pairs of an address.
pub fn query(period: &Period) -> Vec<(&'static str, String)> {
    let span = ("span", period.span.code().to_owned());
    match period.span {
        Span::Between => vec![span, ("from", period.from.to_string()), ("to", period.to.to_string())],
        _ => vec![span, ("on", period.from.to_string())],
    }
}
