use std::collections::HashMap;

/// The most frequent of many keys, in bounded memory (Misra and Gries, "Finding repeated elements", 1982): while there are no more than
/// `capacity` different keys every count is exact; beyond that each is too low by at most (all that was counted) ÷ `capacity`.
#[derive(Clone, Debug)]
pub(super) struct Frequent<V> {
    capacity: usize,
    entries: HashMap<String, (u64, V)>,
    /// How much every count may be too low.
    dropped: u64,
}

impl<V: Default> Frequent<V> {
    pub fn new(capacity: usize) -> Frequent<V> {
        Frequent { capacity, entries: HashMap::new(), dropped: 0 }
    }

    /// Counts `key`; what is kept with it, unless there is no room.
    pub fn add(&mut self, key: &str) -> Option<&mut V> {
        if !self.entries.contains_key(key) {
            if self.entries.len() == self.capacity {
                self.dropped += 1;
                self.entries.retain(|_, (count, _)| {
                    *count -= 1;
                    *count > 0
                });
                return None;
            }
            self.entries.insert(key.to_owned(), (0, V::default()));
        }
        self.entries.get_mut(key).map(|(count, value)| {
            *count += 1;
            value
        })
    }

    /// Whether counts may be too low.
    pub fn is_exact(&self) -> bool {
        self.dropped == 0
    }

    /// Most frequent first; of equally frequent ones by key.
    pub fn ranked(&self) -> Vec<(&str, u64, &V)> {
        let mut ranked: Vec<_> = self.entries.iter().map(|(key, (count, value))| (key.as_str(), *count, value)).collect();
        ranked.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        ranked
    }
}

#[cfg(test)]
mod tests {
    use super::Frequent;

    fn count(keys: impl Iterator<Item = String>) -> Frequent<()> {
        let mut frequent = Frequent::new(4);
        keys.for_each(|key| {
            frequent.add(&key);
        });
        frequent
    }

    #[test]
    fn few_keys_are_exact() {
        let frequent = count(["b", "a", "c", "a", "b", "a"].map(str::to_owned).into_iter());
        let ranked: Vec<_> = frequent.ranked().into_iter().map(|(key, count, ())| (key, count)).collect();
        assert_eq!(ranked, [("a", 3), ("b", 2), ("c", 1)]);
        assert!(frequent.is_exact());
    }

    #[test]
    fn of_many_keys_the_frequent_stay() {
        let frequent = count((0..1000).map(|number| if number % 2 == 0 { "often".to_owned() } else { number.to_string() }));
        let ranked = frequent.ranked();
        assert_eq!(ranked[0].0, "often");
        assert!(!frequent.is_exact() && ranked[0].1 <= 500 && ranked[0].1 >= 500 - 1000 / 4);
    }
}
