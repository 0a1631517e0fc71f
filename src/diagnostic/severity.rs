//! Which severity each finding has on this site, and what is shown in which order.

use std::collections::BTreeMap;

use super::{Code, Diagnostic, Severity, Sources};

/// The severities of a site: the defaults, changed by `[diagnostics]` in `site.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Severities {
    /// `None` turns a code off.
    changed: BTreeMap<Code, Option<Severity>>,
}

impl Severities {
    /// Gives `code` another severity; `None` turns it off.
    pub fn set(&mut self, code: Code, severity: Option<Severity>) {
        self.changed.insert(code, severity);
    }

    /// The severity of `code`, `None` if it is turned off.
    pub fn of(&self, code: Code) -> Option<Severity> {
        self.changed
            .get(&code)
            .copied()
            .unwrap_or(Some(code.default_severity()))
    }

    /// Whether the site has made an error of what is none by default.
    pub fn may_fail(&self) -> bool {
        self.changed
            .values()
            .any(|severity| *severity == Some(Severity::Error))
    }

    /// The findings that are not turned off, without repeats, by path, position and code.
    pub fn sorted<'a>(
        &self,
        diagnostics: &'a [Diagnostic],
        sources: &Sources,
    ) -> Vec<(Severity, &'a Diagnostic)> {
        let mut shown: Vec<(Severity, &Diagnostic)> = diagnostics
            .iter()
            .filter_map(|diagnostic| Some((self.of(diagnostic.code)?, diagnostic)))
            .collect();
        shown.sort_by_key(|(_, diagnostic)| {
            let span = diagnostic.span;
            let path = sources.get(span.source).path.as_str();
            (
                path,
                span.start,
                diagnostic.code.name(),
                span.end,
                &diagnostic.args,
                &diagnostic.labels,
            )
        });
        shown.dedup();
        shown
    }

    /// Whether `diagnostics` fail a run: an error does, and with `strict` a warning too.
    pub fn fail<'a>(
        &self,
        diagnostics: impl IntoIterator<Item = &'a Diagnostic>,
        strict: bool,
    ) -> bool {
        let least = if strict {
            Severity::Warning
        } else {
            Severity::Error
        };
        diagnostics.into_iter().any(|diagnostic| {
            self.of(diagnostic.code)
                .is_some_and(|severity| severity <= least)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::Span;

    #[test]
    fn changed_severities_decide_what_fails() {
        let formula = [Diagnostic::new(
            Code::BadFormula,
            Span::file(Sources::CONFIG),
            ["x"],
        )];
        let mut severities = Severities::default();
        assert!(!severities.fail(&formula, false));
        assert!(severities.fail(&formula, true));
        severities.set(Code::BadFormula, Some(Severity::Error));
        assert!(severities.fail(&formula, false));
        severities.set(Code::BadFormula, Some(Severity::Hint));
        assert!(!severities.fail(&formula, true));
        severities.set(Code::BadFormula, None);
        assert!(severities.sorted(&formula, &Sources::default()).is_empty());
    }

    #[test]
    fn order_is_by_path_not_by_id() {
        let mut sources = Sources::default();
        let later = sources.add("b.md".to_owned(), Arc::from("xyz"));
        let earlier = sources.add("a.md".to_owned(), Arc::from("xyz"));
        let found =
            |source, at| Diagnostic::new(Code::BadFormula, Span::new(source, at, at), ["x"]);
        let all = [
            found(later, 0),
            found(earlier, 2),
            found(earlier, 1),
            found(earlier, 2),
        ];
        let sorted = Severities::default().sorted(&all, &sources);
        let places: Vec<_> = sorted
            .iter()
            .map(|(_, d)| (d.span.source, d.span.start))
            .collect();
        assert_eq!(places, [(earlier, 1), (earlier, 2), (later, 0)]);
    }
}
