//! Which report somebody asks for: its period, its site, its cut. What cannot be is mended and said; a site that is not theirs is not there.

use super::cuts::{self, Cut};
use super::period::{Mended, Period, Span};
use super::report::{self, Report};
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error};
use crate::base::ids::{SiteId, UserId};
use crate::base::role::Need;
use crate::business::sites::{self, Site};
use crate::platform::access;
use crate::platform::db::Conn;
use crate::platform::http::Ask;

/// What stands in the address.
#[derive(Debug, Clone)]
pub struct Wanted {
    span: Span,
    days: [Option<Date>; 3],
    cut: Option<(String, String)>,
    site: Option<SiteId>,
    here: SiteId,
    user: Option<UserId>,
    now: Moment,
}

/// The report that is meant.
#[derive(Debug, Clone)]
pub struct Meant {
    /// The site.
    pub site: Site,
    /// Whether it is another than that at which the reader works now.
    pub away: bool,
    /// Its today.
    pub today: Date,
    /// The period.
    pub period: Period,
    /// What was mended.
    pub mended: Vec<Mended>,
    /// The cut.
    pub cut: Option<Cut>,
}

impl Wanted {
    /// Reads an address.
    pub fn of(ask: &Ask) -> Self {
        let key = ask.query("of").unwrap_or_default().to_owned();
        Self {
            span: ask.query("span").and_then(Span::from_code).unwrap_or(Span::Day),
            days: ["on", "from", "to"].map(|name| ask.query_date(name)),
            cut: ask.query("cut").map(|code| (code.to_owned(), key)),
            site: ask.query("site").map(|id| SiteId(id.parse().unwrap_or_default())),
            here: ask.actor.site,
            user: ask.actor.user,
            now: ask.now,
        }
    }

    /// One day of the reader's site, whole.
    pub fn day(ask: &Ask, day: Date) -> Self {
        let days = [Some(day), None, None];
        Self { span: Span::Day, days, cut: None, site: None, ..Self::of(ask) }
    }

    /// What is meant.
    ///
    /// # Errors
    /// [`Error::Missing`] for a site of which the reader may see no reports; faults of the database.
    pub fn settle(&self, conn: &mut Conn) -> Answered<Meant> {
        let id = self.site.unwrap_or(self.here);
        if id != self.here && !self.may(conn, id, Need::SeeReports)? {
            return Err(Error::Missing);
        }
        let site = sites::of(conn, id)?;
        Ok(self.at(site))
    }

    /// What is meant at each of the sites of which the reader sees the company, their own first.
    ///
    /// # Errors
    /// Faults of the database.
    pub fn settle_company(&self, conn: &mut Conn) -> Answered<Vec<Meant>> {
        let mut meant = Vec::new();
        for site in sites::store::list(conn)? {
            if self.may(conn, site.id, Need::SeeCompany)? {
                meant.push(Self { cut: None, ..self.clone() }.at(site));
            }
        }
        meant.sort_by_key(|one| one.away);
        Ok(meant)
    }

    /// The period that was asked for, where it is `today`.
    pub fn period(&self, today: Date) -> (Period, Vec<Mended>) {
        let [on, from, to] = self.days;
        Period::asked(self.span, on, from, to, today)
    }

    fn at(&self, site: Site) -> Meant {
        let today = site.clock().business_day(self.now);
        let (period, mut mended) = self.period(today);
        let cut = self.cut.as_ref().and_then(|(code, key)| Cut::parse(code, key));
        if self.cut.is_some() && cut.is_none() {
            mended.push(Mended::NoSuchCut);
        }
        Meant { away: site.id != self.here, site, today, period, mended, cut }
    }

    fn may(&self, conn: &mut Conn, site: SiteId, need: Need) -> Answered<bool> {
        let Some(user) = self.user else { return Ok(true) };
        Ok(access::role_at(conn, user, site)?.is_some_and(|role| role.may(need)))
    }

    /// Puts the report of what is meant together.
    ///
    /// # Errors
    /// Faults of the database, and stored data that cannot be.
    pub fn gather(&self, conn: &mut Conn, meant: Meant) -> Answered<Report> {
        let (site, period, now) = (meant.site, meant.period, self.now);
        let report = match meant.cut {
            Some(cut) => cuts::gather(conn, site, period, now, cut)?,
            None => report::gather(conn, site, period, now)?,
        };
        Ok(Report { away: meant.away, ..report })
    }
}
