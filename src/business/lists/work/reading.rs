//! Reading the file: line after line into rows, and from the first of them what each column may hold.

use tokio::sync::mpsc;

use super::{Went, Work, breathe};
use crate::base::error::{Answered, Fault, FaultClass};
use crate::business::lists::headings::{self, LOOKED_AT};
use crate::business::lists::model::{Fate, Plan, Row, State, Why};
use crate::business::lists::store;
use crate::business::sites;
use crate::platform::sheets::{self, About, Limits, Line, Unreadable};

/// Rows in one transaction.
const AT_ONCE: usize = 400;
/// Batches that wait while one is written.
const WAITING: usize = 4;

enum Said {
    Lines(Vec<Line>),
    End(Result<About, Unreadable>),
}

pub(super) async fn go_on(work: Work) -> Answered<Went> {
    let (id, site) = (work.import.id, work.import.site);
    let (bytes, last, country) = work
        .db
        .read(move |conn| Ok((store::file(conn, id)?, store::last_row(conn, id)?, sites::of(conn, site)?.country)))
        .await?;
    let mut lines = start(bytes)?;
    let (mut head, mut plan, mut rows) = (Some(Vec::new()), Plan::default(), 0);
    let ended = loop {
        let Some(said) = lines.recv().await else { break Err(Unreadable { code: "file_damaged", most: None }) };
        let (batch, end) = match said {
            Said::Lines(batch) => (batch, None),
            Said::End(end) => (Vec::new(), Some(end)),
        };
        let mut batch = batch;
        if let Some(begun) = &mut head {
            begun.append(&mut batch);
            if begun.len() < LOOKED_AT && end.is_none() {
                continue;
            }
            plan = headings::understand(work.import.kind, begun, &country, false);
            batch = head.take().unwrap_or_default();
        }
        batch.retain(|line| line.number > plan.titles_end);
        rows += batch.len();
        if !keep(&work, batch, last, rows).await? {
            return Ok(Went::Elsewhere);
        }
        if let Some(end) = end {
            break end;
        }
    };
    match ended {
        Ok(about) if rows > 0 => understood(&work, plan, &about, rows).await,
        Ok(_) => unreadable(&work, Unreadable { code: "file_no_rows", most: None }).await,
        Err(no) => unreadable(&work, no).await,
    }
}

/// Reads in a thread of its own: taking a large workbook apart takes seconds.
fn start(bytes: Vec<u8>) -> Answered<mpsc::Receiver<Said>> {
    let (tell, told) = mpsc::channel(WAITING);
    let read = move || {
        let mut batch = Vec::with_capacity(AT_ONCE);
        let mut each = |line| {
            batch.push(line);
            if batch.len() < AT_ONCE {
                return sheets::Flow::Continue(());
            }
            let full = std::mem::replace(&mut batch, Vec::with_capacity(AT_ONCE));
            // Whoever no longer listens wants no more of it.
            if tell.blocking_send(Said::Lines(full)).is_ok() {
                sheets::Flow::Continue(())
            } else {
                sheets::Flow::Break(())
            }
        };
        let end = sheets::read(&bytes, &Limits::default(), &mut each);
        drop(bytes);
        if tell.blocking_send(Said::Lines(batch)).is_err() || tell.blocking_send(Said::End(end)).is_err() {
            tracing::debug!("a list was read for nobody");
        }
    };
    std::thread::Builder::new()
        .name("list-reader".to_owned())
        .spawn(read)
        .map_err(|error| Fault::new(FaultClass::Busy, "starting a thread to read a list").because(error))?;
    Ok(told)
}

/// Keeps a batch, but for rows that were kept before a restart.
async fn keep(work: &Work, batch: Vec<Line>, last: i32, rows: usize) -> Answered<bool> {
    let since = std::time::Instant::now();
    let id = work.import.id;
    let batch: Vec<Row> = batch.into_iter().map(row).filter(|row| row.number > last).collect();
    let rows = i32::try_from(rows).unwrap_or(i32::MAX);
    let kept = work
        .holding(move |tx| {
            for row in &batch {
                store::insert_row(tx, id, row)?;
            }
            store::progress(tx, id, rows, Some(rows))
        })
        .await?;
    breathe(since).await;
    Ok(kept)
}

fn row(line: Line) -> Row {
    let why = if line.broken { Why::because("row_broken") } else { Why::default() };
    Row {
        number: i32::try_from(line.number).unwrap_or(i32::MAX),
        cells: line.cells,
        fate: Fate::Unread,
        why,
        decision: None,
        customer: None,
        outcome: None,
    }
}

/// A file with the same titles as an earlier one is understood in the same way.
async fn understood(work: &Work, mut plan: Plan, about: &About, rows: usize) -> Answered<Went> {
    plan.from_1904 = about.from_1904;
    let part = format!("{}:{}", about.format.code(), about.part.chars().take(60).collect::<String>());
    let (kind, id) = (work.import.kind, work.import.id);
    work.end(move |tx, import| {
        let mut plan = plan.clone();
        if let Some(titles) = headings::fingerprint(&plan)
            && let Some(kept) = store::plan_of(tx.conn, tx.actor.site, kind, &titles)?
            && kept.columns.len() == plan.columns.len()
        {
            for (column, known) in plan.columns.iter_mut().zip(kept.columns) {
                column.target = known.target;
            }
            plan.dates = kept.dates;
            plan.remembered = true;
        }
        import.plan = plan;
        import.about = Some(part.clone());
        import.rows = i32::try_from(rows).unwrap_or(i32::MAX);
        import.done = 0;
        import.state = State::Mapping;
        store::remove_file(tx, id)
    })
    .await
}

async fn unreadable(work: &Work, no: Unreadable) -> Answered<Went> {
    let id = work.import.id;
    // What was read of it is of no use.
    loop {
        let removed = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let count = std::sync::Arc::clone(&removed);
        let ours = work
            .holding(move |tx| {
                count.store(store::remove_rows(tx, id, 2_000)?, std::sync::atomic::Ordering::Relaxed);
                Ok(())
            })
            .await?;
        if !ours {
            return Ok(Went::Elsewhere);
        }
        if removed.load(std::sync::atomic::Ordering::Relaxed) == 0 {
            break;
        }
    }
    work.end(move |tx, import| {
        import.state = State::Unreadable;
        import.reason = Some((no.code.to_owned(), no.most));
        import.ended_at = Some(tx.now);
        (import.rows, import.done) = (0, 0);
        store::remove_file(tx, id)
    })
    .await
}
