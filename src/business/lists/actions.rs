//! What a person does with a list on its way in: bring it, say which column is what, decide on doubtful rows, take it over, take it back.

use serde_json::json;

use super::headings;
use super::model::{DateOrder, Decision, Fate, Import, Kind, Plan, State, Target};
use super::store;
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{CustomerId, ImportId, UserId};
use crate::base::role::Need;
use crate::platform::access;
use crate::platform::db::Tx;
use crate::platform::http::Upload;
use crate::platform::journal::{self, Entry};

/// The most bytes of a file that is brought.
pub const MOST_BYTES: u64 = 30 * 1024 * 1024;
/// The file is kept in pieces of this length until it was read.
const PIECE: usize = 256 * 1024;

/// Takes a file in; the house reads it as soon as it can.
///
/// # Errors
/// `file_too_large`, `file_empty` at `file`; `Forbidden`; faults of the database or the disk.
pub fn bring(tx: &mut Tx, kind: Kind, upload: &Upload) -> Answered<ImportId> {
    let id = begin_with(tx, kind, &upload.name, upload.bytes)?;
    for position in 0.. {
        let piece = upload.piece(position as u64 * PIECE as u64, PIECE)?;
        if piece.is_empty() {
            break;
        }
        store::insert_piece(tx, id, position, piece)?;
    }
    Ok(id)
}

/// Takes bytes in as if they had come as a file: for the demo.
///
/// # Errors
/// As [`bring`].
pub fn bring_bytes(tx: &mut Tx, kind: Kind, name: &str, bytes: &[u8]) -> Answered<ImportId> {
    let id = begin_with(tx, kind, name, bytes.len() as u64)?;
    for (position, piece) in (0..).zip(bytes.chunks(PIECE)) {
        store::insert_piece(tx, id, position, piece.to_vec())?;
    }
    Ok(id)
}

fn begin_with(tx: &mut Tx, kind: Kind, name: &str, bytes: u64) -> Answered<ImportId> {
    tx.actor.must(Need::ImportLists)?;
    let Some(user) = tx.actor.user else { return Err(Error::Forbidden(Need::ImportLists)) };
    if bytes == 0 {
        return Err(Refused::invalid("file_empty").at("file").into());
    }
    if bytes > MOST_BYTES {
        return Err(Refused::invalid("file_too_large").with("most", MOST_BYTES / (1024 * 1024)).at("file").into());
    }
    let id = ImportId::new(tx.now);
    let import = Import {
        id,
        site: tx.actor.site,
        kind,
        file_name: name.to_owned(),
        file_bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        about: None,
        state: State::Reading,
        reason: None,
        plan: Plan::default(),
        rows: 0,
        done: 0,
        brought_by: user,
        brought_at: tx.now,
        ended_at: None,
        version: 1,
    };
    store::insert(tx, &import)?;
    let detail = json!({ "kind": kind.code(), "bytes": bytes });
    journal::record(tx, Entry::new("lists.brought").subject(id).detail(detail))?;
    Ok(id)
}

/// Says what each column holds; the rows are looked at with that.
///
/// # Errors
/// `import_no_one` where neither a name nor a number is among the columns, `import_twice` where two columns hold what only one may,
/// `import_no_day` for contacts without a day; `import_elsewhere`; `changed`; `Forbidden`; `Missing`; faults of the database.
pub fn map(tx: &mut Tx, id: ImportId, version: i32, targets: &[(usize, Target)], dates: DateOrder) -> Answered<()> {
    let mut import = open(tx, id, version, &[State::Mapping, State::Preview])?;
    for (at, target) in targets {
        if let Some(column) = import.plan.columns.get_mut(*at) {
            column.target = target.code().to_owned();
        }
    }
    import.plan.dates = dates.code().to_owned();
    check(import.kind, &import.plan)?;
    if let Some(titles) = headings::fingerprint(&import.plan) {
        let mut kept = Plan { people: Vec::new(), unclear: Vec::new(), ..import.plan.clone() };
        kept.let_samples_go();
        store::keep_plan(tx, import.kind, &titles, &kept)?;
    }
    begin(tx, import, State::Checking)
}

/// Says who is meant by names that nobody here has; 0 means nobody.
///
/// # Errors
/// `owner_not_here` for somebody who does not work here; `import_elsewhere`; `changed`; `Forbidden`; `Missing`; faults of the database.
pub fn name_people(tx: &mut Tx, id: ImportId, version: i32, meant: &[(String, UserId)]) -> Answered<()> {
    let mut import = open(tx, id, version, &[State::Preview])?;
    let members = access::list(tx.conn, tx.actor.site)?;
    for (name, user) in meant {
        if user.0 != 0 && !members.iter().any(|member| member.user.id == *user) {
            return Err(Refused::invalid("owner_not_here").into());
        }
        import.plan.people.retain(|(known, _)| known != name);
        import.plan.people.push((name.clone(), user.0));
    }
    begin(tx, import, State::Checking)
}

/// Decides on one doubtful row; for a known person, on whom of those who may be meant.
///
/// # Errors
/// `import_elsewhere`; `not_a_choice`; `Forbidden`; `Missing`; faults of the database.
pub fn decide(
    tx: &mut Tx,
    id: ImportId,
    number: i32,
    decision: Decision,
    customer: Option<CustomerId>,
) -> Answered<()> {
    let import = store::find(tx.conn, tx.actor.site, id)?;
    must_be(tx, &import, &[State::Preview])?;
    let mut row = store::row(tx.conn, id, number)?;
    if row.fate != Fate::Doubtful {
        return Err(Refused::changed("import_elsewhere").into());
    }
    let meant = customer.or_else(|| row.why.candidates.first().copied().map(CustomerId));
    let known = meant.is_some_and(|customer| row.why.candidates.contains(&customer.0));
    // A number belongs to one person: whoever else has it cannot become somebody new.
    let fits = match decision {
        Decision::Same => known,
        Decision::New => row.why.code == "same_name",
        Decision::Out => true,
    };
    if !fits {
        return Err(Refused::invalid("not_a_choice").at("decision").into());
    }
    row.decision = Some(decision);
    row.customer = meant.filter(|_| decision == Decision::Same);
    store::set_fate(tx, id, &row)
}

/// Decides on all doubtful rows that are left.
///
/// # Errors
/// `import_elsewhere`; `Forbidden`; `Missing`; faults of the database.
pub fn decide_all(tx: &mut Tx, id: ImportId, decision: Decision) -> Answered<()> {
    let import = store::find(tx.conn, tx.actor.site, id)?;
    must_be(tx, &import, &[State::Preview])?;
    store::decide_all(tx, id, decision)?;
    Ok(())
}

/// Takes the list over: the house does it, row by row.
///
/// # Errors
/// `import_nothing` where no row would be taken; `import_elsewhere`; `changed`; `Forbidden`; `Missing`; faults of the database.
pub fn start(tx: &mut Tx, id: ImportId, version: i32) -> Answered<()> {
    let mut import = open(tx, id, version, &[State::Preview])?;
    import.plan.let_samples_go();
    let counts = store::counts(tx.conn, id)?;
    if counts.new + counts.same + counts.doubtful - counts.undecided == 0 {
        return Err(Refused::invalid("import_nothing").into());
    }
    let detail =
        json!({ "new": counts.new, "same": counts.same, "doubtful": counts.doubtful, "refused": counts.refused });
    journal::record(tx, Entry::new("lists.started").subject(id).detail(detail))?;
    begin(tx, import, State::Importing)
}

/// Takes back what the list has brought, but for what was touched since.
///
/// # Errors
/// `import_elsewhere`; `changed`; `Forbidden`; `Missing`; faults of the database.
pub fn undo(tx: &mut Tx, id: ImportId, version: i32) -> Answered<()> {
    let import = open(tx, id, version, &[State::Done])?;
    journal::record(tx, Entry::new("lists.undo_started").subject(id))?;
    begin(tx, import, State::Undoing)
}

/// Gives a list up before anything of it was taken over.
///
/// # Errors
/// `import_elsewhere`; `changed`; `Forbidden`; `Missing`; faults of the database.
pub fn drop(tx: &mut Tx, id: ImportId, version: i32) -> Answered<()> {
    let states: Vec<State> = State::ALL.iter().copied().filter(|state| state.before_it_counts()).collect();
    let mut import = open(tx, id, version, &states)?;
    import.plan.let_samples_go();
    import.state = State::Dropped;
    import.ended_at = Some(tx.now);
    store::update(tx, &import)?;
    store::remove_file(tx, id)?;
    journal::record(tx, Entry::new("lists.dropped").subject(id))
}

/// Whether the columns make a list.
fn check(kind: Kind, plan: &Plan) -> Answered<()> {
    let has = |target: Target| plan.columns.iter().any(|column| column.target() == target);
    let twice = Target::of(kind)
        .iter()
        .find(|target| !target.many() && plan.columns.iter().filter(|column| column.target() == **target).count() > 1);
    if twice.is_some() {
        return Err(Refused::invalid("import_twice").at("columns").into());
    }
    if !has(Target::Name) && !has(Target::Phone) {
        return Err(Refused::invalid("import_no_one").at("columns").into());
    }
    if kind == Kind::FollowUps && !has(Target::ContactOn) {
        return Err(Refused::invalid("import_no_day").at("columns").into());
    }
    Ok(())
}

/// An import that this actor may move on, at the version that was read.
fn open(tx: &mut Tx, id: ImportId, version: i32, states: &[State]) -> Answered<Import> {
    let import = store::find(tx.conn, tx.actor.site, id)?;
    must_be(tx, &import, states)?;
    if import.version == version { Ok(import) } else { Err(Refused::changed("import_elsewhere").into()) }
}

fn must_be(tx: &Tx, import: &Import, states: &[State]) -> Answered<()> {
    tx.actor.must(Need::ImportLists)?;
    if states.contains(&import.state) { Ok(()) } else { Err(Refused::changed("import_elsewhere").into()) }
}

fn begin(tx: &mut Tx, mut import: Import, state: State) -> Answered<()> {
    import.state = state;
    import.done = 0;
    store::update(tx, &import)
}
