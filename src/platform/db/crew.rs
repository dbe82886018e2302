//! Threads that may wait: a bounded queue, and a few threads that work through it.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crate::base::error::{Answered, Fault, FaultClass};

/// A queue and its threads. Dropping it lets them finish what waits, then ends them.
pub struct Crew<J> {
    queue: Arc<Queue<J>>,
    threads: Vec<JoinHandle<()>>,
}

/// Jobs that wait, at most so many.
pub struct Queue<J> {
    state: Mutex<State<J>>,
    filled: Condvar,
    room: usize,
}

struct State<J> {
    waiting: VecDeque<J>,
    open: bool,
}

impl<J: Send + 'static> Crew<J> {
    /// A queue with room for `room` jobs, before threads are added.
    pub fn new(room: usize) -> Self {
        let queue =
            Queue { state: Mutex::new(State { waiting: VecDeque::new(), open: true }), filled: Condvar::new(), room };
        Self { queue: Arc::new(queue), threads: Vec::new() }
    }

    /// Starts one more thread, which `work`s on the queue until it closes.
    pub fn add(&mut self, name: &str, work: impl FnOnce(&Queue<J>) + Send + 'static) -> Answered<()> {
        let queue = Arc::clone(&self.queue);
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || work(&queue))
            .map_err(|error| Fault::new(FaultClass::Busy, "starting a thread for the database").because(error))?;
        self.threads.push(thread);
        Ok(())
    }

    /// Puts a job into the queue, or gives it back at once where there is no room.
    pub fn hand(&self, job: J) -> Result<(), J> {
        let mut state = self.queue.lock();
        if !state.open || state.waiting.len() >= self.queue.room {
            return Err(job);
        }
        state.waiting.push_back(job);
        drop(state);
        self.queue.filled.notify_one();
        Ok(())
    }
}

impl<J> Queue<J> {
    /// Waits for jobs and takes at most `most`; `None` when the queue is closed and empty.
    pub fn take(&self, most: usize) -> Option<Vec<J>> {
        let mut state = self.lock();
        loop {
            if !state.waiting.is_empty() {
                let count = most.min(state.waiting.len());
                return Some(state.waiting.drain(..count).collect());
            }
            if !state.open {
                return None;
            }
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<J>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<J> Drop for Crew<J> {
    fn drop(&mut self) {
        self.queue.lock().open = false;
        self.queue.filled.notify_all();
        let here = std::thread::current().id();
        for thread in self.threads.drain(..) {
            // A job may hold the last clone of the database; its thread cannot wait for itself.
            if thread.thread().id() != here && thread.join().is_err() {
                tracing::error!("a thread of the database ended in a panic");
            }
        }
    }
}
