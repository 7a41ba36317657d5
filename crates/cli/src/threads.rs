//! Reader → checkers → writer. The report comes in the order of the input whatever the number of threads.

use crate::batch::{Batch, Check};
use crate::exit::Failure;
use crate::feed::Feed;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread;

/// Batches on their way to and from one checker.
const QUEUE: usize = 2;

/// Takes checked batches, in order.
type Write<'w, C> = dyn FnMut(&mut Batch<<C as Check>::Report>) -> Result<(), Failure> + 'w;

/// So many threads as were asked for, or as there are processors.
pub fn count(asked: Option<u16>) -> usize {
    let processors = || thread::available_parallelism().map_or(1, usize::from);
    asked.map_or_else(processors, usize::from)
}

/// Checks all that `feed` gives. `write` gets every batch with its report.
pub fn run<C: Check>(feed: &mut Feed<'_>, checkers: &mut [C], write: &mut Write<'_, C>) -> Result<(), Failure> {
    match checkers {
        [] => Ok(()),
        [checker] => {
            let mut batch = Batch::default();
            while feed.fill(&mut batch) {
                checker.check(&mut batch);
                write(&mut batch)?;
            }
            Ok(())
        }
        checkers => run_threads(feed, checkers, write),
    }
}

/// Batches go to the checkers in turn and are fetched in the same turn, which keeps them in order.
fn run_threads<C: Check>(feed: &mut Feed<'_>, checkers: &mut [C], write: &mut Write<'_, C>) -> Result<(), Failure> {
    thread::scope(|scope| {
        let (free, empty) = channel();
        let mut full = Vec::new();
        let mut checked = Vec::new();
        for checker in checkers {
            let (to, from) = sync_channel(QUEUE);
            let (done, results) = sync_channel(QUEUE);
            scope.spawn(move || check(checker, &from, &done));
            full.push(to);
            checked.push(results);
        }
        scope.spawn(move || read(feed, &full, &empty));
        for turn in 0.. {
            let Ok(mut batch) = checked[turn % checked.len()].recv() else {
                break;
            };
            write(&mut batch)?;
            // The reader is gone at the end of the input.
            let _ = free.send(batch);
        }
        Ok(())
    })
}

/// A send fails when the other side has stopped, and then nothing is left to do.
fn read<R: Default>(feed: &mut Feed<'_>, full: &[SyncSender<Batch<R>>], empty: &Receiver<Batch<R>>) {
    for turn in 0.. {
        let mut batch = empty.try_recv().unwrap_or_default();
        if !feed.fill(&mut batch) || full[turn % full.len()].send(batch).is_err() {
            return;
        }
    }
}

fn check<C: Check>(checker: &mut C, from: &Receiver<Batch<C::Report>>, done: &SyncSender<Batch<C::Report>>) {
    for mut batch in from {
        checker.check(&mut batch);
        if done.send(batch).is_err() {
            return;
        }
    }
}
