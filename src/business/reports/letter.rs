//! The mail of a report: its key figures in the mail's own text, in the language of whoever gets it, and where the whole of it is.

use showroom_templates::letters::report::{self as texts, Figure, Part, ReportText};
use showroom_templates::{Words, urls};

use super::actions::AIMED_AT;
use super::figures::Figures;
use super::mailing::{self, Payload};
use super::model::{Dim, Measure};
use super::paper;
use super::period::{Period, Span};
use super::place::{Of, Place};
use super::present::{self, Drawing, Names};
use super::report::{self, Against, Report};
use crate::base::actor::Actor;
use crate::base::error::{Answered, Fault};
use crate::base::role::Need;
use crate::business::letters::wants;
use crate::business::sites;
use crate::platform::access::{self, User};
use crate::platform::db::Conn;
use crate::platform::mail::{Attached, Drawn, Dropped, Heavy, Letter, Mail};
use crate::platform::papers::{PACKAGE, Trouble};

/// The figures of a mail, in order.
const FIGURES: [Measure; 9] = [
    Measure::Visits,
    Measure::FirstVisits,
    Measure::ReturnVisits,
    Measure::People,
    Measure::Registered,
    Measure::Calls,
    Measure::Deposits,
    Measure::Contracts,
    Measure::MoneyIn,
];
/// With how many other periods a mail compares: more do not fit on a phone.
const COMPARED: usize = 2;

/// Draws what the mail of a report says, at the moment when it is sent. Who lost the right or does not want it any more gets none.
///
/// # Errors
/// Bad data where it is no mail of reports; faults of the database.
pub fn draw(conn: &mut Conn, mail: &Mail, to: &User, origin: &str) -> Answered<Drawn> {
    let bad = || Fault::bad_data(format!("reading what mail {} is about", mail.id));
    let span = mailing::span_of(&mail.kind).ok_or_else(bad)?;
    let Payload { day } = serde_json::from_str(&mail.payload).map_err(|error| bad().because(error))?;
    let Some(role) = access::role_at(conn, to.id, mail.site)? else { return Ok(Drawn::Not(Dropped::NotHere)) };
    if !role.may(Need::SeeReports) {
        return Ok(Drawn::Not(Dropped::NotAllowed));
    }
    if !mailing::wanted(wants::chosen(conn, to.id)?, role, span) {
        return Ok(Drawn::Not(Dropped::NotWanted));
    }
    let site = sites::of(conn, mail.site)?;
    let names = Names::of(conn, &site)?;
    let report = report::gather(conn, site, Period::around(span, day), mail.written_at)?;
    let month = month_so_far(conn, &report)?;
    let actor = Actor::person(mail.site, to.id, role);
    let drawing = Drawing { words: Words::new(to.lang), actor: &actor, report: &report, names: &names };
    let (words, text) = (drawing.words, text(&drawing, &month, origin));
    let name = format!("{}.pdf", paper::file_name(words, &report, &names));
    let write = move |drawn| letter(words, text.clone(), &name, drawn);
    Ok(Drawn::Heavy(Heavy::new(paper::of(words, &report, &names), write)))
}

/// The mail with its paper, or with why it has none.
fn letter(words: Words, text: ReportText, name: &str, drawn: Result<Vec<u8>, Trouble>) -> Letter {
    let (said, files) = match drawn {
        Ok(bytes) => (
            words.report_mails_paper().to_owned(),
            vec![Attached { name: name.to_owned(), kind: "application/pdf", bytes }],
        ),
        Err(trouble) => (without(words, &trouble), Vec::new()),
    };
    let text = ReportText { paper: Some(said), ..text };
    Letter { plain: texts::plain(words, &text), html: texts::html(words, &text), subject: text.subject, files }
}

/// Why there is no paper, in words for whoever gets the mail; the log has the rest.
fn without(words: Words, trouble: &Trouble) -> String {
    tracing::warn!("a report goes out without its paper: {trouble}");
    match trouble {
        Trouble::NoFont => words.report_mails_paper_no_font(PACKAGE),
        Trouble::Broken(place) => words.report_mails_paper_broken(&place.file),
        Trouble::TooLong | Trouble::TooMany | Trouble::Failed => words.report_mails_paper_failed().to_owned(),
    }
}

/// The month in which a period ends, as far as that, with its figures.
fn month_so_far(conn: &mut Conn, report: &Report) -> Answered<(Period, Figures)> {
    let last = report.period.to.min(report.today);
    let month = Period::around(Span::Month, last);
    let so_far = Period { to: last, ..month };
    let figures = match &report.month {
        Some(figures) => figures.clone(),
        None => report::count(conn, &report.site, &so_far, report.today, &[Dim::All])?.figures,
    };
    Ok((so_far, figures))
}

fn text(drawing: &Drawing, month: &(Period, Figures), origin: &str) -> ReportText {
    let (words, report) = (drawing.words, drawing.report);
    let (site, period) = (&report.site, &report.period);
    // Whoever works at several sites may be at another one when they open it.
    let place = Place { period: *period, cut: None, of: Of::Site(site.id) };
    let name = present::period_name(words, period);
    let (visits, deposits) =
        (report.counted.figures.all(Measure::Visits), report.counted.figures.all(Measure::Deposits));
    let (subject, title) = match period.span {
        Span::Week => (words.report_mails_subject_week(&site.name, &name, visits, deposits), words.report_mails_week()),
        Span::Month => {
            (words.report_mails_subject_month(&site.name, &name, visits, deposits), words.report_mails_month())
        }
        Span::Day | Span::Quarter | Span::Year | Span::Between => {
            let day = words.day(period.from);
            (words.report_mails_subject_day(&site.name, day, visits, deposits), words.report_mails_day())
        }
    };
    let heads: Vec<_> = FIGURES.into_iter().map(|measure| drawing.head(measure)).collect();
    let this = match period.span {
        Span::Day => words.day(period.from),
        Span::Week | Span::Month | Span::Quarter | Span::Year | Span::Between => words.report_mails_this().to_owned(),
    };
    let against = report.against.iter().take(COMPARED).map(|(against, _, _)| match against {
        Against::Before if period.span == Span::Day => words.report_mails_day_before(),
        Against::Before => words.report_mails_before(),
        Against::WeekAgo => words.report_mails_week_ago(),
        Against::YearAgo => words.report_mails_year_ago(),
    });
    let mut figures: Vec<Figure> = heads
        .iter()
        .map(|head| Figure {
            label: head.label.clone(),
            value: head.figure.text.clone(),
            others: head
                .changes
                .iter()
                .take(COMPARED)
                .map(|change| (change.by.clone(), words.reports_was(&change.was)))
                .collect(),
        })
        .collect();
    figures.push(promises(drawing));
    let loose = drawing.loose().into_iter().map(|(what, count, _)| (what, count.text)).collect();
    let parts = [
        Part { title: words.report_mails_targets().to_owned(), lines: targets(drawing, month) },
        Part { title: words.reports_loose().to_owned(), lines: loose },
    ];
    ReportText {
        subject,
        site: site.name.clone(),
        title: format!("{title} · {name}"),
        state: state(drawing),
        quiet: (visits == 0).then(|| words.reports_quiet_text().to_owned()),
        columns: std::iter::once(words.reports_figure().to_owned())
            .chain([this])
            .chain(against.map(str::to_owned))
            .collect(),
        figures,
        parts: parts.into_iter().filter(|part| !part.lines.is_empty()).collect(),
        paper: None,
        link: (words.report_mails_open().to_owned(), format!("{origin}{}", place.show())),
        why: (words.report_mails_why().to_owned(), format!("{origin}{}", urls::me::mail())),
    }
}

/// When a day was closed, or how much of a period is.
fn state(drawing: &Drawing) -> String {
    let (words, report) = (drawing.words, drawing.report);
    let mut said = match &report.closed {
        Some(closed) => {
            let at = report.site.clock().local(closed.closed_at);
            words.report_mails_closed(words.day_and_clock(at))
        }
        None => words.reports_period_text(report.period.until(report.today).length(), report.counted.closed),
    };
    if !report.corrections.is_empty() {
        said = format!("{said} {}", words.report_mails_corrected(report.corrections.len()));
    }
    said
}

/// How many of the floor's promises were kept.
fn promises(drawing: &Drawing) -> Figure {
    let rate = |figures: &Figures| {
        let kept = figures.all(Measure::Kept);
        let of = kept + figures.all(Measure::Broken);
        (kept, of, (kept * 100).checked_div(of).map_or_else(|| "–".to_owned(), |share| format!("{share}%")))
    };
    let (kept, of, share) = rate(&drawing.report.counted.figures);
    let other = |figures: &Figures| (rate(figures).2, String::new());
    Figure {
        label: drawing.words.report_mails_promises(kept, of),
        value: share,
        others: drawing.report.against.iter().take(COMPARED).map(|(_, _, figures)| other(figures)).collect(),
    }
}

/// What the month has reached of what it should: by measure, as far as the site has a target for it.
fn targets(drawing: &Drawing, (month, so_far): &(Period, Figures)) -> Vec<(String, String)> {
    let (words, report) = (drawing.words, drawing.report);
    let whole = Period::around(Span::Month, month.from);
    let line = |measure: Measure| {
        let found =
            report.targets.iter().find(|(on, user, of, _)| user.is_none() && *of == measure && *on == whole.from);
        let target = found.map(|found| found.3).filter(|target| *target > 0)?;
        let now = so_far.all(measure);
        let write = |value: i64| match measure.is_money() {
            true => words.money_short(value, &report.site.currency),
            false => value.to_string(),
        };
        let pace = target * month.length() / whole.length();
        let said = words.report_mails_target(write(now), write(target), write(pace));
        Some((present::name(words, measure).to_owned(), said))
    };
    AIMED_AT.into_iter().filter_map(line).collect()
}
