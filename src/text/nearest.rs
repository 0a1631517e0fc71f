//! "Did you mean": the known word that a mistyped one is closest to.

/// The candidate nearest to `word`, if it is near enough to be meant: at most a third of its letters differ, by the
/// Damerau-Levenshtein distance and without regard to case, `-` and `_`. The first of equals wins.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |word: &str| word.to_lowercase().replace('-', "_");
    let word = plain(word);
    let length = word.chars().count();
    // So many letters more or fewer are too many differences, whatever they are.
    let is_as_long = |candidate: &&str| {
        let other = candidate.chars().count();
        other.abs_diff(length) <= (other.max(length) / 3).max(1)
    };
    candidates
        .into_iter()
        .filter(is_as_long)
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&word, &plain(candidate)),
                candidate,
            )
        })
        .filter(|&(distance, candidate)| {
            let longest = candidate.chars().count().max(word.chars().count());
            distance <= (longest / 3).max(1) && distance < longest
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_strangers_are_not() {
        let known = ["title", "base_url", "remote_images"];
        assert_eq!(nearest("tilte", known), Some("title"));
        assert_eq!(nearest("baseURL", known), Some("base_url"));
        assert_eq!(nearest("Base-Url", known), Some("base_url"));
        assert_eq!(nearest("remote-image", known), Some("remote_images"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("x", ["y"]), None);
        assert_eq!(nearest("", known), None);
    }
}
