//! Values with numbers.

use foldhash::fast::RandomState;
use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// Values, each once, numbered in the order in which they came.
#[derive(Debug)]
pub(crate) struct Distinct<T> {
    all: Vec<T>,
    /// Hashed faster than the standard library does: of texts there are tens of thousands.
    numbers: HashMap<T, u32, RandomState>,
}

impl<T> Default for Distinct<T> {
    fn default() -> Distinct<T> {
        Distinct { all: Vec::new(), numbers: HashMap::default() }
    }
}

impl<T: Clone + Eq + Hash> Distinct<T> {
    /// Makes room for more values.
    pub fn reserve(&mut self, more: usize) {
        self.numbers.reserve(more);
    }

    /// The number of a value, and whether it is new.
    pub fn add(&mut self, value: T) -> (u32, bool) {
        let next = self.all.len() as u32;
        let number = *self.numbers.entry(value.clone()).or_insert(next);
        if number == next {
            self.all.push(value);
        }
        (number, number == next)
    }

    /// The number of a value that has been added.
    pub fn number<V: Eq + Hash + ?Sized>(&self, value: &V) -> Option<u32>
    where
        T: Borrow<V>,
    {
        self.numbers.get(value).copied()
    }

    /// The values by their numbers.
    pub fn as_slice(&self) -> &[T] {
        &self.all
    }

    /// The same, and no more to come.
    pub fn into_vec(self) -> Vec<T> {
        self.all
    }
}
