//! Things of consecutive messages, by the number of the message.

use std::collections::VecDeque;

/// A queue in which most things are set near the end and taken from the front: both in constant time. Messages between two of which something was set
/// have the default.
#[derive(Debug, Default)]
pub struct Numbered<T> {
    /// The number of the first one.
    first: u64,
    items: VecDeque<T>,
}

impl<T: Default> Numbered<T> {
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The first message and what is of it.
    pub fn front(&self) -> Option<(u64, &T)> {
        self.items.front().map(|item| (self.first, item))
    }

    pub fn pop_front(&mut self) -> Option<T> {
        let item = self.items.pop_front()?;
        self.first += 1;
        Some(item)
    }

    /// What is of a message.
    pub fn at(&mut self, number: u64) -> &mut T {
        if self.items.is_empty() {
            self.first = number;
        }
        while number < self.first {
            self.items.push_front(T::default());
            self.first -= 1;
        }
        let at = (number - self.first) as usize;
        if at >= self.items.len() {
            self.items.resize_with(at + 1, T::default);
        }
        &mut self.items[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_between_have_the_default() {
        let mut items = Numbered::default();
        for number in [7, 4, 9] {
            *items.at(number) = number;
        }
        assert_eq!(items.front(), Some((4, &4)));
        let all: Vec<u64> = std::iter::from_fn(|| items.pop_front()).collect();
        assert_eq!(all, [4, 0, 0, 7, 0, 9]);
        *items.at(2) = 2;
        assert_eq!(items.front(), Some((2, &2)), "an empty queue begins anywhere");
    }
}
