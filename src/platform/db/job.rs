//! What is handed to the database's threads: look-ups and commands, with the way back for their answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use super::{Conn, Reaction, Tx};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Fault, FaultClass};

/// A question that reads.
pub trait Lookup: Send {
    /// Whether somebody still waits for the answer.
    fn wanted(&self) -> bool;
    /// Asks and answers, or answers why it could not be asked.
    fn answer(self: Box<Self>, conn: Result<&mut Conn, Fault>);
}

/// Something to do in a transaction. It may be run again until it is answered.
pub trait Command: Send {
    /// Whether somebody still waits for the answer.
    fn wanted(&self) -> bool;
    /// Runs it, keeps the outcome, and says what that means for the transaction.
    fn run(&mut self, conn: &mut Conn, savepoint: Savepoint) -> Verdict;
    /// Answers: the outcome, or the fault that undid it.
    fn answer(self: Box<Self>, ended: Result<(), Fault>);
}

/// Whether a command shares its transaction with others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Savepoint {
    /// It does: what it did must be undone alone.
    Set,
    /// It has the transaction to itself.
    Without,
}

/// What a command's outcome means for its transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It succeeded: keep what it wrote.
    Keep,
    /// It said no: undo what it wrote, nothing else is touched.
    Undo,
    /// Two transactions were in each other's way: undo it and run it again.
    Again,
    /// The storage failed; nothing in this transaction can be relied on.
    Broken(FaultClass),
}

/// Packs a look-up.
pub fn lookup<T, F>(look: F) -> (Box<dyn Lookup>, oneshot::Receiver<Answered<T>>)
where
    T: Send + 'static,
    F: FnOnce(&mut Conn) -> Answered<T> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    (Box::new(TypedLookup { look, reply }), answer)
}

/// Packs a command.
pub fn command<T, F>(
    actor: Actor,
    now: Moment,
    react: Reaction,
    act: F,
) -> (Box<dyn Command>, oneshot::Receiver<Answered<T>>)
where
    T: Send + 'static,
    F: Fn(&mut Tx) -> Answered<T> + Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    let command = TypedCommand { actor, now, react, act, outcome: None, reply };
    (Box::new(command), answer)
}

struct TypedLookup<T, F> {
    look: F,
    reply: oneshot::Sender<Answered<T>>,
}

impl<T, F> Lookup for TypedLookup<T, F>
where
    T: Send + 'static,
    F: FnOnce(&mut Conn) -> Answered<T> + Send + 'static,
{
    fn wanted(&self) -> bool {
        !self.reply.is_closed()
    }

    fn answer(self: Box<Self>, conn: Result<&mut Conn, Fault>) {
        let Self { look, reply } = *self;
        let answer = match conn {
            Ok(conn) => unless_it_panics(|| look(conn)),
            Err(fault) => Err(fault.into()),
        };
        tell(reply, answer);
    }
}

struct TypedCommand<T, F> {
    actor: Actor,
    now: Moment,
    react: Reaction,
    act: F,
    outcome: Option<Answered<T>>,
    reply: oneshot::Sender<Answered<T>>,
}

impl<T, F> Command for TypedCommand<T, F>
where
    T: Send + 'static,
    F: Fn(&mut Tx) -> Answered<T> + Send + 'static,
{
    fn wanted(&self) -> bool {
        !self.reply.is_closed()
    }

    fn run(&mut self, conn: &mut Conn, savepoint: Savepoint) -> Verdict {
        let act = |conn: &mut Conn| {
            let mut tx = Tx { conn, now: self.now, actor: self.actor.clone(), react: self.react };
            unless_it_panics(|| (self.act)(&mut tx))
        };
        let outcome = match savepoint {
            Savepoint::Set => undone_alone(conn, act),
            Savepoint::Without => act(conn),
        };
        let verdict = judge(&outcome);
        self.outcome = Some(outcome);
        verdict
    }

    fn answer(self: Box<Self>, ended: Result<(), Fault>) {
        let answer = match (self.outcome, ended) {
            (Some(Err(error)), _) => Err(error),
            (_, Err(fault)) => Err(fault.into()),
            (Some(outcome), Ok(())) => outcome,
            (None, Ok(())) => Err(Fault::bug("answering a command that never ran").into()),
        };
        tell(self.reply, answer);
    }
}

/// Runs a part of a transaction that is undone alone when it fails, and answers with its own error: the engine may have
/// undone more than that, and then only complains of a savepoint that is not there.
pub fn undone_alone<T>(conn: &mut Conn, part: impl FnOnce(&mut Conn) -> Answered<T>) -> Answered<T> {
    let mut said = None;
    let ended = diesel::Connection::transaction(conn, |conn| {
        part(conn).map_err(|error| {
            said = Some(error);
            diesel::result::Error::RollbackTransaction
        })
    });
    ended.map_err(|error| said.unwrap_or_else(|| error.into()))
}

fn judge<T>(outcome: &Answered<T>) -> Verdict {
    match outcome {
        Ok(_) => Verdict::Keep,
        Err(error) if super::fault::is_in_each_others_way(error) => Verdict::Again,
        Err(Error::Fault(fault)) => match fault.class {
            FaultClass::Bug | FaultClass::BadData => Verdict::Undo,
            class => Verdict::Broken(class),
        },
        Err(Error::Refused(_) | Error::Missing | Error::Forbidden(_)) => Verdict::Undo,
    }
}

/// A panic is a mistake in one command; the thread and its connection go on.
fn unless_it_panics<T>(work: impl FnOnce() -> Answered<T>) -> Answered<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let said = panic
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        Err(Fault::bug(format!("working with the database: panic: {said}")).into())
    })
}

/// Whoever no longer listens has gone away, which is their right.
fn tell<T>(reply: oneshot::Sender<Answered<T>>, answer: Answered<T>) {
    if reply.send(answer).is_err() {
        tracing::debug!("an answer of the database came too late for whoever asked");
    }
}
