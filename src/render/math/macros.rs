//! Macros from `site.toml`, checked before any formula uses them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::compat;
use super::guard::{self, Nesting};
use super::tex::{TokenKind, tokens};
use crate::diagnostic::Code;

/// How formulas are set, for a whole site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MathOptions {
    /// All macros by name without backslash: those that KaTeX lacks and the site's.
    macros: BTreeMap<String, String>,
    /// What each macro does to the nesting around it, which follows from the macros.
    #[serde(skip)]
    nesting: BTreeMap<String, Nesting>,
    form: MathForm,
}

/// What formulas are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum MathForm {
    /// HTML, which screen readers read too.
    Html,
    /// HTML to look at, MathML for screen readers.
    HtmlAndMathml,
    /// MathML, for readers that have neither our style sheet nor our fonts.
    Mathml,
}

/// Why a macro of `site.toml` cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MacroFault {
    /// The key as written.
    pub name: String,
    /// `MacroName`, `MacroLoop` or `UnsafeMacro`.
    pub code: Code,
    /// The arguments for the code's words.
    pub args: Vec<String>,
}

impl Default for MathOptions {
    fn default() -> Self {
        Self::new(&BTreeMap::new(), true).0
    }
}

impl MathOptions {
    /// Options with the site's macros (name with or without backslash, body with `#1` to `#9` for arguments), and with or
    /// without MathML for screen readers. Macros with a fault are left out and returned.
    pub fn new(site: &BTreeMap<String, String>, mathml: bool) -> (Self, Vec<MacroFault>) {
        let mut faults = Vec::new();
        let mut macros: BTreeMap<String, String> = compat::MACROS
            .iter()
            .map(|(name, body)| ((*name).to_owned(), (*body).to_owned()))
            .collect();
        let mut written = BTreeMap::new();
        for (key, body) in site {
            let name = key.strip_prefix('\\').unwrap_or(key);
            let fault = |code, args| MacroFault {
                name: key.clone(),
                code,
                args,
            };
            let is_word = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic());
            if !is_word && name.chars().count() != 1 {
                faults.push(fault(Code::MacroName, vec![key.clone()]));
            } else if let Some(command) = guard::refused(body, &tokens(body)) {
                faults.push(fault(Code::UnsafeMacro, vec![key.clone(), command]));
            } else {
                macros.insert(name.to_owned(), body.clone());
                written.insert(name.to_owned(), key.clone());
            }
        }
        let mut nesting = BTreeMap::new();
        for (name, key) in &written {
            if let Err(path) = measure(name, &macros, &mut nesting, &mut Vec::new()) {
                let args = vec![key.clone(), path];
                faults.push(MacroFault {
                    name: key.clone(),
                    code: Code::MacroLoop,
                    args,
                });
            }
        }
        for fault in faults.iter().filter(|fault| fault.code == Code::MacroLoop) {
            macros.remove(fault.name.strip_prefix('\\').unwrap_or(&fault.name));
        }
        for (name, _) in compat::MACROS {
            // None of these uses another macro unless the site redefined it, and then it was measured above.
            let _ = measure(name, &macros, &mut nesting, &mut Vec::new());
        }
        (
            Self {
                macros,
                nesting,
                form: if mathml {
                    MathForm::HtmlAndMathml
                } else {
                    MathForm::Html
                },
            },
            faults,
        )
    }

    /// The same, with formulas written as `form`.
    #[must_use]
    pub fn with_form(self, form: MathForm) -> Self {
        Self { form, ..self }
    }

    pub(super) fn macros(&self) -> &BTreeMap<String, String> {
        &self.macros
    }

    pub(super) fn nesting(&self) -> &BTreeMap<String, Nesting> {
        &self.nesting
    }

    pub(super) fn form(&self) -> MathForm {
        self.form
    }
}

/// Measures the macro `name` and all that it uses. `Err` is the way from a macro back to itself.
fn measure(
    name: &str,
    macros: &BTreeMap<String, String>,
    nesting: &mut BTreeMap<String, Nesting>,
    path: &mut Vec<String>,
) -> Result<(), String> {
    let Some(body) = macros.get(name) else {
        return Ok(());
    };
    if nesting.contains_key(name) {
        return Ok(());
    }
    let is_loop = path.iter().any(|outer| outer == name);
    path.push(name.to_owned());
    if is_loop {
        return Err(path
            .iter()
            .map(|name| format!("\\{name}"))
            .collect::<Vec<_>>()
            .join(" → "));
    }
    let pieces = tokens(body);
    for piece in &pieces {
        if let TokenKind::Command(used) = piece.kind {
            measure(used, macros, nesting, path)?;
        }
    }
    path.pop();
    let measured = guard::nesting(&pieces, nesting);
    nesting.insert(name.to_owned(), measured);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(site: &[(&str, &str)]) -> Vec<(Code, Vec<String>)> {
        let site = site
            .iter()
            .map(|(name, body)| ((*name).to_owned(), (*body).to_owned()))
            .collect();
        let (options, faults) = MathOptions::new(&site, true);
        for fault in &faults {
            let name = fault.name.trim_start_matches('\\');
            assert!(
                !options.macros.contains_key(name),
                "{name} must not be used"
            );
        }
        faults
            .into_iter()
            .map(|fault| (fault.code, fault.args))
            .collect()
    }

    #[test]
    fn macros_may_use_each_other() {
        assert_eq!(
            faults(&[
                ("\\R", r"\mathbb{R}"),
                ("Rn", r"\R^{#1}"),
                ("x", r"\boldsymbol{x}")
            ]),
            []
        );
    }

    #[test]
    fn macros_must_not_use_themselves() {
        assert_eq!(
            faults(&[("f", r"\f{#1#1}")]),
            [(
                Code::MacroLoop,
                vec!["f".to_owned(), "\\f → \\f".to_owned()]
            )]
        );
        let found = faults(&[
            ("a", r"\b"),
            ("b", r"\c"),
            ("c", r"\a"),
            ("d", r"\mathrm{d}"),
        ]);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[0].1[1], "\\a → \\b → \\c → \\a");
    }

    #[test]
    fn macros_must_not_use_what_notes_must_not() {
        assert_eq!(
            faults(&[("R", r"\gdef\x{y}")]),
            [(Code::UnsafeMacro, vec!["R".to_owned(), "\\gdef".to_owned()])]
        );
    }

    #[test]
    fn names_are_words_or_single_characters() {
        assert_eq!(
            faults(&[("R2", "x"), ("", "x"), ("*", "x"), ("\\ok", "x")]).len(),
            2
        );
    }
}
