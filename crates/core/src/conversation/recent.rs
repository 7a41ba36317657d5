//! The last few things of a kind.

/// The last things, in order, in the memory of those before them.
#[derive(Debug, Default)]
pub(super) struct Recent<T> {
    items: Vec<T>,
    /// How many of them count.
    used: usize,
}

impl<T: Default> Recent<T> {
    /// Forgets them.
    pub fn clear(&mut self) {
        self.used = 0;
    }

    pub fn as_slice(&self) -> &[T] {
        &self.items[..self.used]
    }

    pub fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.items[..self.used]
    }

    /// The next one, as an earlier one left it; where there are `most`, the first of them is gone.
    pub fn next(&mut self, most: usize) -> &mut T {
        if self.used == most {
            self.items.rotate_left(1);
            self.used -= 1;
        }
        if self.used == self.items.len() {
            self.items.push(T::default());
        }
        self.used += 1;
        &mut self.items[self.used - 1]
    }
}
