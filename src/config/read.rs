//! The text of `site.toml` becomes a [`Config`], or errors that say where and what instead.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::value::{base_url, folder_below, quoted, written_key};
use super::{Config, Macro, Questions, Redirect, RemoteImages};
use crate::diagnostic::{Checked, Code, Diagnostic, Severity, SourceId, Span};
use crate::text::{Encoding, Lang, nearest};

/// The keys of the top level, in the order in which messages list them.
pub(crate) const KEYS: &[&str] = &[
    "title",
    "description",
    "lang",
    "id",
    "base_url",
    "author",
    "notes",
    "output",
    "ignore",
    "encoding",
    "remote_images",
    "copy_html",
    "iframe_hosts",
    "trust_html",
    "glossary",
    "questions",
    "drafts",
    "dates",
    "redirects",
    "math",
    "diagnostics",
];
const MATH_KEYS: &[&str] = &["macros", "mathml"];

/// Reads a configuration. Each finding is an error; the value is what could be read besides, with defaults for the rest.
pub fn read(text: &str, source: SourceId) -> Checked<Config> {
    let mut reader = Reader {
        source,
        found: Vec::new(),
    };
    let mut config = Config::default();
    let (table, errors) = DeTable::parse_recoverable(text);
    reader.top_level(table.get_ref(), &mut config);
    if !errors.is_empty() {
        reader.syntax(text, &errors);
    }
    Checked {
        value: config,
        diagnostics: reader.found,
    }
}

type Key<'a> = Spanned<toml::de::DeString<'a>>;
type Value<'a> = Spanned<DeValue<'a>>;

struct Reader {
    source: SourceId,
    found: Vec<Diagnostic>,
}

impl Reader {
    /// Adds errors of syntax: the first of each line, for one slip makes several. What was found behind the first of
    /// all is dropped, for it may be its consequence.
    fn syntax(&mut self, text: &str, errors: &[toml::de::Error]) {
        let line = |at| text.get(..at).unwrap_or(text).matches('\n').count();
        let mut spans: Vec<_> = errors
            .iter()
            .map(|error| (error.span().unwrap_or_default(), error.message()))
            .collect();
        spans.sort_by_key(|(span, _)| span.start);
        spans.dedup_by_key(|(span, _)| line(span.start));
        let first = spans.first().map_or(0, |(span, _)| span.start);
        self.found.retain(|finding| {
            // What the parser makes up in place of a value that is missing has no place.
            !finding.span.range().is_empty() && finding.span.range().start < first
        });
        for (span, message) in spans {
            self.report(Code::ConfigSyntax, span, [message]);
        }
    }

    fn top_level(&mut self, table: &DeTable<'_>, config: &mut Config) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "title" => config.title = self.text(key, value),
                "description" => config.description = self.text(key, value),
                "lang" => config.lang = self.lang(value),
                "id" => config.id = self.text(key, value),
                "base_url" => config.base_url = self.base_url(key, value),
                "author" => config.author = self.text(key, value),
                "notes" => set(&mut config.notes, self.folder(key, value, "content")),
                "output" => {
                    let folder = self.folder(key, value, "public");
                    let folder = folder.and_then(|folder| {
                        if folder.is_empty() {
                            self.bad_value("output", value, ".", None, "`\"public\"`");
                            return None;
                        }
                        Some(folder)
                    });
                    set(&mut config.output, folder);
                }
                "ignore" => set(
                    &mut config.ignore,
                    self.texts(key, value, "[\"drafts/\", \"*.bak\"]"),
                ),
                "encoding" => set(&mut config.encoding, self.encoding(value).map(Some)),
                "remote_images" => set(&mut config.remote_images, self.remote_images(value)),
                "copy_html" => set(&mut config.copy_html, self.boolean(key, value)),
                "iframe_hosts" => set(&mut config.iframe_hosts, self.hosts(key, value)),
                "trust_html" => set(&mut config.trust_html, self.boolean(key, value)),
                "glossary" => set(&mut config.glossary, self.boolean(key, value)),
                "questions" => set(&mut config.questions, self.questions(key, value)),
                "drafts" => set(&mut config.drafts, self.boolean(key, value)),
                "dates" => config.dates = self.boolean(key, value),
                "redirects" => {
                    if let Some(table) = self.table("redirects", value, "[redirects]") {
                        config.redirects = self.redirects(table);
                    }
                }
                "math" => {
                    if let Some(table) = self.table("math", value, "[math]") {
                        self.math(table, config);
                    }
                }
                "diagnostics" => {
                    if let Some(table) = self.table("diagnostics", value, "[diagnostics]") {
                        self.diagnostics(table, config);
                    }
                }
                name => self.unknown_key(name, name, key, KEYS),
            }
        }
    }

    fn math(&mut self, table: &DeTable<'_>, config: &mut Config) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "mathml" => set(&mut config.math.mathml, self.boolean(key, value)),
                "macros" => {
                    if let Some(table) = self.table("math.macros", value, "[math.macros]") {
                        config.math.macros = self.macros(table);
                    }
                }
                name => self.unknown_key(&format!("math.{name}"), name, key, MATH_KEYS),
            }
        }
    }

    fn macros(&mut self, table: &DeTable<'_>) -> Vec<Macro> {
        let mut macros = Vec::new();
        for (key, value) in table {
            let written: &str = key.get_ref();
            let letters = written.strip_prefix('\\').unwrap_or(written);
            let word = !letters.is_empty() && letters.chars().all(|c| c.is_ascii_alphabetic());
            let sign = letters.chars().count() == 1 && !letters.starts_with(char::is_whitespace);
            if !word && !sign {
                let args = ["math.macros", written, "", "`'\\R' = '\\mathbb{R}'`"];
                self.report(Code::ConfigBadValue, key.span(), args);
            } else if let Some(body) = self.text(key, value) {
                let span = Span::new(self.source, value.span().start, value.span().end);
                macros.push(Macro {
                    name: format!("\\{letters}"),
                    body,
                    span,
                });
            }
        }
        macros
    }

    fn redirects(&mut self, table: &DeTable<'_>) -> Vec<Redirect> {
        let mut redirects = Vec::new();
        for (key, value) in table {
            let span =
                |range: std::ops::Range<usize>| Span::new(self.source, range.start, range.end);
            let (from_span, to_span) = (span(key.span()), span(value.span()));
            if let Some(to) = self.text(key, value) {
                redirects.push(Redirect {
                    from: key.get_ref().to_string(),
                    to,
                    from_span,
                    to_span,
                });
            }
        }
        redirects
    }

    fn diagnostics(&mut self, table: &DeTable<'_>, config: &mut Config) {
        for (key, value) in table {
            let name: &str = key.get_ref();
            let Some(code) = Code::from_name(name) else {
                let meant = nearest(name, Code::ALL.iter().map(|code| code.name())).unwrap_or("");
                self.report(Code::ConfigUnknownCode, key.span(), [name, meant]);
                continue;
            };
            if code.is_fixed() {
                self.report(Code::ConfigFixedSeverity, key.span(), [name]);
                continue;
            }
            let Some(level) = self.text(key, value) else {
                continue;
            };
            let severity = match level.as_str() {
                "error" => Some(Severity::Error),
                "warning" => Some(Severity::Warning),
                "hint" => Some(Severity::Hint),
                "off" => None,
                other => {
                    let levels = ["error", "warning", "hint", "off"];
                    self.bad_value(name, value, other, nearest(other, levels), &quoted(&levels));
                    continue;
                }
            };
            config.severities.set(code, severity);
        }
    }

    fn lang(&mut self, value: &Value<'_>) -> Option<Lang> {
        let text = self.string("lang", value, "lang = \"zh-Hans\"")?;
        let known = [Lang::ZhHans, Lang::En];
        if let Some(lang) = known.into_iter().find(|lang| lang.tag() == text) {
            return Some(lang);
        }
        let tags = known.map(Lang::tag);
        let meant = Lang::from_tag(&text)
            .map(Lang::tag)
            .or_else(|| nearest(&text, tags));
        self.bad_value("lang", value, &text, meant, &quoted(&tags));
        None
    }

    fn encoding(&mut self, value: &Value<'_>) -> Option<Encoding> {
        let text = self.string("encoding", value, "encoding = \"gbk\"")?;
        let known = Encoding::NAMES;
        let encoding = Encoding::from_name(&text);
        if encoding.is_none() {
            let meant = nearest(&text, known);
            self.bad_value("encoding", value, &text, meant, &quoted(&known));
        }
        encoding
    }

    fn remote_images(&mut self, value: &Value<'_>) -> Option<RemoteImages> {
        let text = self.string("remote_images", value, "remote_images = \"load\"")?;
        match text.as_str() {
            "load" => Some(RemoteImages::Load),
            "link" => Some(RemoteImages::Link),
            other => {
                let known = ["load", "link"];
                self.bad_value(
                    "remote_images",
                    value,
                    other,
                    nearest(other, known),
                    &quoted(&known),
                );
                None
            }
        }
    }

    fn questions(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<Questions> {
        if !matches!(value.get_ref(), DeValue::String(_)) {
            let on = self.boolean(key, value)?;
            return Some(if on {
                Questions::ByRules
            } else {
                Questions::Off
            });
        }
        let text = self.string("questions", value, "questions = true")?;
        if text == "numbered" {
            return Some(Questions::Numbered);
        }
        let nearest = nearest(&text, ["numbered"]);
        self.bad_value(
            "questions",
            value,
            &text,
            nearest,
            "`true`, `false`, `\"numbered\"`",
        );
        None
    }

    fn base_url(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<String> {
        let text = self.text(key, value)?;
        let url = base_url(&text);
        if url.is_none() {
            self.bad_value(
                "base_url",
                value,
                &text,
                None,
                "`\"https://example.org/notes/\"`",
            );
        }
        url
    }

    /// A folder below ROOT, `""` for ROOT itself.
    fn folder(&mut self, key: &Key<'_>, value: &Value<'_>, example: &str) -> Option<String> {
        let text = self.text(key, value)?;
        let folder = folder_below(&text);
        if folder.is_none() {
            self.bad_value(key.get_ref(), value, &text, None, &quoted(&[example]));
        }
        folder
    }

    /// A text that is not empty.
    fn text(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<String> {
        let name: &str = key.get_ref();
        let text = self.string(name, value, &format!("{} = \"...\"", written_key(name)))?;
        if text.trim().is_empty() {
            self.bad_value(name, value, &text, None, "`\"...\"`");
            return None;
        }
        Some(text)
    }

    fn string(&mut self, name: &str, value: &Value<'_>, example: &str) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong_type(name, value, "string", example);
        }
        text
    }

    /// Names of hosts, as the policy of a page can hold them.
    fn hosts(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<Vec<String>> {
        const EXAMPLE: &str = "[\"player.bilibili.com\"]";
        let hosts = self.texts(key, value, EXAMPLE)?;
        let is_host = |host: &String| {
            let fits = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
            !host.is_empty() && host.chars().all(fits)
        };
        if let Some(wrong) = hosts.iter().find(|host| !is_host(host)) {
            self.bad_value(key.get_ref(), value, wrong, None, &format!("`{EXAMPLE}`"));
            return None;
        }
        Some(hosts.iter().map(|host| host.to_ascii_lowercase()).collect())
    }

    fn texts(&mut self, key: &Key<'_>, value: &Value<'_>, example: &str) -> Option<Vec<String>> {
        let name: &str = key.get_ref();
        let example = format!("{name} = {example}");
        let Some(array) = value.get_ref().as_array() else {
            self.wrong_type(name, value, "array of strings", &example);
            return None;
        };
        array
            .iter()
            .map(|item| self.string(name, item, &example))
            .collect()
    }

    fn boolean(&mut self, key: &Key<'_>, value: &Value<'_>) -> Option<bool> {
        let name: &str = key.get_ref();
        let boolean = value.get_ref().as_bool();
        if boolean.is_none() {
            self.wrong_type(name, value, "boolean", &format!("{name} = true"));
        }
        boolean
    }

    fn table<'t, 'i>(
        &mut self,
        name: &str,
        value: &'t Value<'i>,
        example: &str,
    ) -> Option<&'t DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(name, value, "table", example);
        }
        table
    }

    fn unknown_key(&mut self, path: &str, name: &str, key: &Key<'_>, known: &[&str]) {
        let meant = nearest(name, known.iter().copied()).unwrap_or("");
        self.report(
            Code::ConfigUnknownKey,
            key.span(),
            [path, meant, &known.join(", ")],
        );
    }

    fn wrong_type(&mut self, name: &str, value: &Value<'_>, expected: &str, example: &str) {
        let is = value.get_ref().type_str();
        self.report(
            Code::ConfigWrongType,
            value.span(),
            [name, is, expected, example],
        );
    }

    fn bad_value(
        &mut self,
        name: &str,
        value: &Value<'_>,
        text: &str,
        meant: Option<&str>,
        possible: &str,
    ) {
        self.report(
            Code::ConfigBadValue,
            value.span(),
            [name, text, meant.unwrap_or(""), possible],
        );
    }

    fn report<const N: usize>(
        &mut self,
        code: Code,
        span: std::ops::Range<usize>,
        args: [&str; N],
    ) {
        let span = Span::new(self.source, span.start, span.end);
        self.found.push(Diagnostic::new(code, span, args));
    }
}

fn set<T>(target: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *target = value;
    }
}

#[cfg(test)]
mod tests;
