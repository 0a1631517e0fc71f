//! Where each byte of a rewritten text came from.

/// A text made from pieces of another one, with the way back.
#[derive(Clone, Debug, Default)]
pub(super) struct Rewritten {
    /// The new text.
    pub(super) text: String,
    /// Pairs of (offset in the new text, offset in the original), ascending in both. Between two pairs both run alike.
    marks: Vec<(usize, usize)>,
}

impl Rewritten {
    /// Appends `original[range]`, of which the text begins at `range.start` of the whole file.
    pub(super) fn copy(&mut self, original: &str, range: std::ops::Range<usize>) {
        if range.is_empty() {
            return;
        }
        self.mark(range.start);
        self.text.push_str(&original[range]);
    }

    /// Appends text that stands for the original at `at`.
    pub(super) fn insert(&mut self, inserted: &str, at: usize) {
        self.mark(at);
        self.text.push_str(inserted);
    }

    fn mark(&mut self, original: usize) {
        let here = self.text.len();
        if let Some(&(text, source)) = self.marks.last()
            && here - text == original.wrapping_sub(source)
        {
            return;
        }
        self.marks.push((here, original));
    }

    /// The place in the original of the byte at `at` of the new text.
    pub(super) fn original(&self, at: usize) -> usize {
        let index = self.marks.partition_point(|&(text, _)| text <= at);
        let Some(&(text, source)) = index.checked_sub(1).and_then(|i| self.marks.get(i)) else {
            return at;
        };
        let moved = source + (at - text);
        // Inserted text may be longer than what it stands for.
        self.marks
            .get(index)
            .map_or(moved, |&(_, next)| moved.min(next.max(source)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_back_around_insertions_and_cuts() {
        let mut out = Rewritten::default();
        let original = "abc%%x%%def";
        out.copy(original, 0..3);
        out.insert("\\", 3);
        out.copy(original, 8..11);
        assert_eq!(out.text, "abc\\def");
        assert_eq!(out.original(1), 1);
        assert_eq!(out.original(4), 8);
        assert_eq!(out.original(6), 10);
    }
}
