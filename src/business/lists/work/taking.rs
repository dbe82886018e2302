//! Taking rows over, each on its own: what stops one row stops no other. Whom the house knows is looked up anew, because days may lie between
//! the preview and this.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::checking::{decide, known, utc};
use super::{Went, Work, breathe, terms};
use crate::base::clock::SiteClock;
use crate::base::error::{Answered, Error, FaultClass, Refused};
use crate::base::ids::{CustomerId, UserId};
use crate::base::phone::Phone;
use crate::business::customers::actions as people;
use crate::business::customers::model::{Customer, GradeChange, Title};
use crate::business::customers::store as people_store;
use crate::business::followups::actions::{self as followups, Told};
use crate::business::lists::draft::{self, Contact, Draft, Terms};
use crate::business::lists::model::{Decision, Fate, Import, Kind, Outcome, Row, State, Why};
use crate::business::lists::store::{self, Trace, Which};
use crate::business::sites::{self, Site};
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};

/// Rows in one transaction at first, at least, and at most.
const AT_ONCE: (i64, i64, i64) = (50, 25, 1_000);
/// How long one transaction should take: a form that comes in between waits for no more than that.
const PIECE: Duration = Duration::from_millis(50);

pub(super) async fn go_on(work: Work) -> Answered<Went> {
    let (import, now) = (work.import.clone(), work.clock.now());
    let given = work
        .db
        .read(move |conn| Ok(Given { terms: terms(conn, &import, now)?, site: sites::of(conn, import.site)?, import }))
        .await?;
    let given = Arc::new(given);
    let (mut after, mut at_once) = (work.import.done, AT_ONCE.0);
    loop {
        let since = Instant::now();
        let id = work.import.id;
        let rows = work.db.read(move |conn| store::rows(conn, id, Which::All, after, at_once)).await?;
        let Some(last) = rows.last().map(|row| row.number) else { break };
        let rows = Arc::new(rows);
        let mut ours = piece(&work, &given, &rows, after, Care::Together).await?;
        if ours == Taken::Stumbled {
            ours = piece(&work, &given, &rows, after, Care::OneByOne).await?;
        }
        if ours != Taken::Whole {
            return Ok(Went::Elsewhere);
        }
        after = last;
        at_once = next_size(at_once, since.elapsed());
        breathe(since).await;
    }
    work.end(|tx, import| {
        import.state = State::Done;
        import.ended_at = Some(tx.now);
        let mut count = |outcome| store::count_outcome(tx.conn, import.id, outcome);
        let detail = json!({
            "made": count(Outcome::Made)?,
            "added": count(Outcome::Added)?,
            "known": count(Outcome::Known)?,
            "left": count(Outcome::Left)?,
        });
        journal::record(tx, Entry::new("lists.taken_over").subject(import.id).detail(detail))
    })
    .await
}

/// What is the same for every row.
struct Given {
    import: Import,
    terms: Terms,
    site: Site,
}

/// How a piece is taken over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Care {
    /// All or nothing, which is fast: hardly any piece has a row that fails only here.
    Together,
    /// Each row undone alone when it fails.
    OneByOne,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    Whole,
    /// A row failed, and with it the piece.
    Stumbled,
    /// It belongs to somebody else by now.
    Elsewhere,
}

async fn piece(work: &Work, given: &Arc<Given>, rows: &Arc<Vec<Row>>, after: i32, care: Care) -> Answered<Taken> {
    let (given, rows) = (Arc::clone(given), Arc::clone(rows));
    let stumbled = Arc::new(AtomicBool::new(false));
    let tell = Arc::clone(&stumbled);
    let ours = work
        .holding(move |tx| {
            // A piece that an earlier attempt still had under way may have come to its end meanwhile.
            let import = &given.import;
            if store::find(tx.conn, import.site, import.id)?.done != after {
                return Err(Refused::changed("import_elsewhere").into());
            }
            let mut last = after;
            for row in rows.iter() {
                let taken = match care {
                    Care::OneByOne => take(tx, &given, row)?,
                    Care::Together => one(tx, &given, row.clone()).inspect_err(|error| {
                        tell.store(why_left(error).is_some(), Ordering::Relaxed);
                    })?,
                };
                store::set_outcome(tx, import.id, &taken)?;
                last = row.number;
            }
            store::progress(tx, import.id, last, None)
        })
        .await;
    match ours {
        Ok(true) => Ok(Taken::Whole),
        _ if stumbled.load(Ordering::Relaxed) => Ok(Taken::Stumbled),
        Ok(false) => Ok(Taken::Elsewhere),
        Err(error) => Err(error),
    }
}

/// As many rows as would have taken a piece's time; at most twice as many as before.
fn next_size(size: i64, took: Duration) -> i64 {
    let ratio = PIECE.as_secs_f64() / took.as_secs_f64().max(0.001);
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a thousand rows at most")]
    let fitting = (size as f64 * ratio.min(2.0)) as i64;
    fitting.clamp(AT_ONCE.1, AT_ONCE.2)
}

/// Why a row stays out that could not be taken over; nothing where the fault is not the row's.
fn why_left(error: &Error) -> Option<&'static str> {
    match error {
        Error::Refused(refused) if refused.code == "number_of_another" => Some("number_taken"),
        Error::Refused(_) | Error::Missing | Error::Forbidden(_) => Some("not_possible"),
        // A row on which the program stumbles does not hold up the others; what the storage says does.
        Error::Fault(fault) => matches!(fault.class, FaultClass::Bug | FaultClass::BadData).then_some("not_possible"),
    }
}

/// Takes one row over, or says why it stays out.
fn take(tx: &mut Tx, given: &Given, row: &Row) -> Answered<Row> {
    let error = match tx.attempt(|tx| one(tx, given, row.clone())) {
        Ok(row) => return Ok(row),
        Err(error) => error,
    };
    let Some(code) = why_left(&error) else { return Err(error) };
    if let Error::Fault(fault) = &error {
        tracing::error!(cause = ?fault, "a row of a list could not be taken over");
    }
    let why = Why { notes: row.why.notes.clone(), about: row.why.about.clone(), ..Why::because(code) };
    Ok(Row { fate: Fate::Refused, why, outcome: Some(Outcome::Left), ..row.clone() })
}

fn one(tx: &mut Tx, given: &Given, mut row: Row) -> Answered<Row> {
    let Given { import, terms, site } = given;
    let clock = &site.clock();
    if matches!(row.fate, Fate::Refused | Fate::Skipped | Fate::Unread) {
        row.outcome = Some(Outcome::Left);
        return Ok(row);
    }
    let draft = match draft::read(import.kind, &row, terms) {
        Ok(draft) => draft,
        Err(why) => return Ok(Row { fate: Fate::Refused, why: *why, outcome: Some(Outcome::Left), ..row }),
    };
    let facts = known(tx.conn, import.site, import.kind, &draft)?;
    let (fate, why, customer) = decide(tx.conn, import.kind, &draft, &facts, terms)?;
    let meant = match (fate, row.decision) {
        (Fate::New | Fate::Same, _) => Meant { fate, customer },
        (Fate::Doubtful, Some(Decision::Same)) => {
            let chosen = row.customer.map(|customer| customer.0).or_else(|| why.candidates.first().copied());
            match chosen.filter(|chosen| why.candidates.contains(chosen)) {
                Some(chosen) => Meant {
                    fate: if import.kind == Kind::FollowUps { Fate::New } else { Fate::Same },
                    customer: Some(CustomerId(chosen)),
                },
                None => return Ok(Row { why, outcome: Some(Outcome::Left), ..row }),
            }
        }
        (Fate::Doubtful, Some(Decision::New)) if why.code == "same_name" && import.kind == Kind::Customers => {
            Meant { fate: Fate::New, customer: None }
        }
        (Fate::Doubtful, _) => {
            let code = if row.decision == Some(Decision::Out) { "decided_out" } else { "undecided" };
            return Ok(Row {
                fate: Fate::Doubtful,
                why: Why { code: code.to_owned(), ..why },
                outcome: Some(Outcome::Left),
                ..row
            });
        }
        (Fate::Refused | Fate::Skipped | Fate::Unread, _) => {
            return Ok(Row { fate, why, outcome: Some(Outcome::Left), ..row });
        }
    };
    let (outcome, customer) = match (&draft.contact, meant) {
        (Some(contact), Meant { fate: Fate::New, customer: Some(customer) }) => {
            keep_contact(tx, import, row.number, customer, contact, draft.next_contact, clock)?;
            (Outcome::Made, customer)
        }
        (Some(_), Meant { customer: Some(customer), .. }) => (Outcome::Known, customer),
        (_, Meant { fate: Fate::Same, customer: Some(customer) }) => {
            (complete(tx, import, row.number, customer, &draft, clock)?, customer)
        }
        (_, _) => (Outcome::Made, make(tx, given, row.number, &draft)?),
    };
    // What was taken over lives with its customer; the list needs no copy of it.
    Ok(Row { fate: meant.fate, why, customer: Some(customer), outcome: Some(outcome), cells: Vec::new(), ..row })
}

#[derive(Clone, Copy)]
struct Meant {
    fate: Fate,
    customer: Option<CustomerId>,
}

/// Writes a new customer with the dates that the list gives.
fn make(tx: &mut Tx, given: &Given, number: i32, draft: &Draft) -> Answered<CustomerId> {
    let Given { import, site, .. } = given;
    let customer = told(tx, draft, &site.clock());
    let id = customer.id;
    let grade = customer.grade.map(|grade| GradeChange {
        old: None,
        new: grade,
        suggested: None,
        reasons: Vec::new(),
        reason: None,
        set_by: draft.author.or(draft.owner),
        set_at: customer.graded_at.unwrap_or(tx.now),
    });
    people::bring(tx, site, &customer, &draft.phones, grade.as_ref(), import.id.0)?;
    trace(tx, import, number, "customer", id, id.0, 1, "{}")?;
    if let (Some(on), Some(owner)) = (draft.next_contact, draft.owner) {
        let next = followups::bring_next(tx, id, owner, on, false)?;
        trace(tx, import, number, "followup", id, next.0, 1, "{}")?;
    }
    Ok(id)
}

/// The customer as the list has them.
fn told(tx: &Tx, draft: &Draft, clock: &SiteClock) -> Customer {
    let at = |local: Option<chrono::NaiveDateTime>| local.map(|local| utc(clock, local).min(tx.now));
    let (first, last, contact) = (at(draft.first_visit), at(draft.last_visit), at(draft.last_contact));
    let created = first.or(at(draft.written_on)).unwrap_or(tx.now);
    let visits = draft.visits.unwrap_or_else(|| i32::from(first.is_some() || last.is_some()));
    let last_visit = last.max(first).filter(|_| visits > 0);
    Customer {
        id: CustomerId::new(tx.now),
        site: tx.actor.site,
        name: draft.name.clone(),
        title: draft.title.unwrap_or(Title::None),
        owner: draft.owner,
        owner_since: draft.owner.map(|_| created),
        grade: draft.grade,
        graded_at: draft.grade.map(|_| contact.max(last_visit).unwrap_or(created)),
        intent: 0,
        channel: draft.channel.clone(),
        district: draft.district.clone(),
        wechat: draft.wechat.clone(),
        email: draft.email.clone(),
        occupation: draft.occupation.clone(),
        note: draft.note.clone(),
        last_contact_at: contact.max(last_visit),
        next_contact_on: draft.next_contact,
        do_not_call_until: None,
        refused: Vec::new(),
        visits,
        last_visit_at: last_visit,
        registered_at: None,
        bought_at: None,
        lost_at: None,
        lost_reason: None,
        created_by: draft.author.or(draft.owner).or(tx.actor.user),
        created_at: created,
        updated_at: tx.now,
        version: 1,
        kept: crate::business::customers::keeping::Keeping::default(),
    }
}

fn complete(
    tx: &mut Tx,
    import: &Import,
    number: i32,
    customer: CustomerId,
    draft: &Draft,
    clock: &SiteClock,
) -> Answered<Outcome> {
    let mut phones: Vec<Phone> = Vec::new();
    for phone in &draft.phones {
        if people_store::of_number(tx.conn, import.site, phone)?.is_none() {
            phones.push(phone.clone());
        }
    }
    let more = people::More { told: Some(told(tx, draft, clock)), phones };
    let (added, version) = people::complete(tx, customer, &more, import.id.0)?;
    if added.is_empty() {
        return Ok(Outcome::Known);
    }
    trace(tx, import, number, "more", customer, customer.0, version, &store::to_json(&added)?)?;
    Ok(Outcome::Added)
}

fn keep_contact(
    tx: &mut Tx,
    import: &Import,
    number: i32,
    customer: CustomerId,
    contact: &Contact,
    next_on: Option<crate::base::clock::Date>,
    clock: &SiteClock,
) -> Answered<()> {
    let owner = people_store::find(tx.conn, import.site, customer)?.owner;
    let by: UserId = contact.by.or(owner).unwrap_or(import.brought_by);
    let told = Told {
        customer,
        by,
        on: contact.on.date(),
        at: utc(clock, contact.on).min(tx.now),
        how: contact.how,
        reached: contact.reached,
        words: contact.words.clone(),
        next_on,
    };
    let id = followups::bring(tx, &told)?;
    trace(tx, import, number, "followup", customer, id.0, 1, "{}")?;
    if let Some(on) = next_on {
        let next = followups::bring_next(tx, customer, owner.unwrap_or(by), on, true)?;
        trace(tx, import, number, "followup", customer, next.0, 1, "{}")?;
    }
    journal::record(
        tx,
        Entry::new("lists.contact_brought").customer(customer).subject(id).detail(json!({ "import": import.id.0 })),
    )
}

#[allow(clippy::too_many_arguments, reason = "a row of the table, in its order")]
fn trace(
    tx: &mut Tx,
    import: &Import,
    number: i32,
    kind: &str,
    customer: CustomerId,
    thing: i64,
    version: i32,
    detail: &str,
) -> Answered<()> {
    let trace = Trace { kind: kind.to_owned(), customer, thing, version, detail: detail.to_owned() };
    store::insert_trace(tx, import.id, number, &trace)
}
