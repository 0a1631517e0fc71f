//! Info strings of code fences.

/// Splits an info string into the language, in lower case, and the rest.
///
/// `{.python}` and `python{1,3}` and `python:train.py` are understood; the rest keeps what follows the language.
pub fn split_info(info: &str) -> (String, String) {
    let info = info.trim();
    let end = info
        .find(|c: char| c.is_whitespace() || c == '{' || c == ':' || c == ',')
        .unwrap_or(info.len());
    let (lang, rest) = info.split_at(end);
    (lang.to_lowercase(), rest.trim().to_owned())
}
