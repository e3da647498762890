//! Which part of the old API became which part of the new one.

/// The parts of two lists: those that both have, and those that only one has.
pub(super) struct Pairs<'a, T> {
    pub(super) both: Vec<(&'a T, &'a T)>,
    pub(super) removed: Vec<&'a T>,
    pub(super) added: Vec<&'a T>,
}

/// Whether an old part became a new one.
pub(super) type Rule<'a, T> = &'a dyn Fn(&T, &T) -> bool;

/// Pairs the parts by the first rule, and those that are left by the second. What is the same on the
/// wire comes first: a name in Rust may pass from one part to another.
pub(super) fn pairs<'a, T>(old: &'a [T], new: &'a [T], rules: [Rule<'_, T>; 2]) -> Pairs<'a, T> {
    let mut removed: Vec<&'a T> = old.iter().collect();
    let mut added: Vec<&'a T> = new.iter().collect();
    let mut both: Vec<(&'a T, &'a T)> = Vec::new();
    for rule in rules {
        let mut left = Vec::new();
        for before in removed {
            match added.iter().position(|after| rule(before, after)) {
                Some(index) => both.push((before, added.remove(index))),
                None => left.push(before),
            }
        }
        removed = left;
    }
    Pairs {
        both,
        removed,
        added,
    }
}
