//! Sorting and searching in time that grows with the text, and no faster: comparing takes the longer for each, the more there are.

/// Up to so many are sorted faster by comparing.
pub(crate) const FEW: usize = 256;

const DIGIT_BITS: usize = 11;
const DIGIT_MASK: u32 = (1 << DIGIT_BITS) - 1;

/// Sorts by a number and leaves what is equal in it in its order: by its digits, the last one first.
pub(crate) fn sort_by_number<T: Copy>(items: &mut [T], spare: &mut Vec<T>, number: impl Fn(&T) -> u32) {
    if items.is_sorted_by_key(&number) {
        return;
    }
    let (all, common) = items.iter().fold((0, u32::MAX), |(all, common), item| (all | number(item), common & number(item)));
    for shift in (0..u32::BITS).step_by(DIGIT_BITS).filter(|shift| (all ^ common) >> shift & DIGIT_MASK != 0) {
        let digit = |item: &T| (number(item) >> shift & DIGIT_MASK) as usize;
        let mut places = [0; 1 << DIGIT_BITS];
        items.iter().for_each(|item| places[digit(item)] += 1);
        let mut sum = 0;
        places.iter_mut().for_each(|place| sum += std::mem::replace(place, sum));
        spare.clear();
        spare.extend_from_slice(items);
        for item in spare.iter() {
            let place = &mut places[digit(item)];
            items[*place] = *item;
            *place += 1;
        }
    }
}

/// Where the items end for which `is_before` holds, which stand before all others. Logarithmic in how far that is from `near`.
pub(crate) fn partition_point_near<T>(items: &[T], near: usize, is_before: impl Fn(&T) -> bool) -> usize {
    let (mut from, mut to) = (near.min(items.len()), near.min(items.len()));
    let mut step = 1;
    while to < items.len() && is_before(&items[to]) {
        (from, to) = (to + 1, (to + step).min(items.len()));
        step *= 2;
    }
    while from > 0 && !is_before(&items[from - 1]) {
        (from, to) = (from.saturating_sub(step), from - 1);
        step *= 2;
    }
    from + items[from..to].partition_point(is_before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_by_all_digits_and_keeps_the_order_of_equal_ones() {
        let numbers = [70_000, 3, 70_000, u32::MAX, 0, 2_048, 3, 1 << 22];
        let mut items: Vec<(u32, usize)> = numbers.into_iter().zip(0..).collect();
        let mut sorted = items.clone();
        sorted.sort();
        sort_by_number(&mut items, &mut Vec::new(), |item| item.0);
        assert_eq!(items, sorted);
    }

    #[test]
    fn finds_the_same_from_anywhere() {
        let items: Vec<usize> = (0..40).collect();
        for (near, first) in (0..45).flat_map(|near| (0..42).map(move |first| (near, first))) {
            assert_eq!(partition_point_near(&items, near, |item| *item < first), first.min(40), "{first} from {near}");
        }
    }
}
