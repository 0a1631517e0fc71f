//! YAML and TOML as values of one kind.

use serde_json::Value;

/// Why a block cannot be read.
pub(super) struct Problem {
    pub(super) message: String,
    /// From 1.
    pub(super) line: usize,
    /// From 1.
    pub(super) column: usize,
}

/// How many lists and mappings in brackets may stand in one another. What a parser does for each bracket grows with those that
/// are open.
const MOST_OPEN: usize = 100;

pub(super) fn parse_yaml(yaml: &str) -> Result<Value, Problem> {
    if let Some(problem) = too_deep(yaml) {
        return Err(problem);
    }
    serde_yaml::from_str::<serde_yaml::Value>(yaml)
        .map(|value| json(&value))
        .map_err(|error| {
            let (line, column) = error
                .location()
                .map_or((1, 1), |place| (place.line(), place.column()));
            Problem {
                message: error.to_string(),
                line,
                column,
            }
        })
}

/// Whether more brackets are open at once than anybody needs. Those in texts count too, which nobody opens so many of either.
fn too_deep(yaml: &str) -> Option<Problem> {
    let mut open = 0_usize;
    for (index, line) in yaml.lines().enumerate() {
        for (column, c) in line.chars().enumerate() {
            match c {
                '[' | '{' => open += 1,
                ']' | '}' => open = open.saturating_sub(1),
                _ => {}
            }
            if open > MOST_OPEN {
                return Some(Problem {
                    message: format!("more than {MOST_OPEN} brackets are open here"),
                    line: index + 1,
                    column: column + 1,
                });
            }
        }
    }
    None
}

pub(super) fn parse_toml(toml: &str) -> Result<Value, Problem> {
    toml::from_str::<toml::Table>(toml)
        .map(|table| serde_json::to_value(table).unwrap_or(Value::Null))
        .map_err(|error| {
            let before = &toml[..error.span().map_or(0, |span| span.start).min(toml.len())];
            let line = before.matches('\n').count() + 1;
            let column = before.len() - before.rfind('\n').map_or(0, |n| n + 1) + 1;
            Problem {
                message: error.message().to_owned(),
                line,
                column,
            }
        })
}

/// YAML as JSON. Keys that are not strings are written as YAML writes them; tags are dropped.
fn json(value: &serde_yaml::Value) -> Value {
    use serde_yaml::Value as Yaml;
    match value {
        Yaml::Null => Value::Null,
        Yaml::Bool(b) => Value::Bool(*b),
        Yaml::Number(n) => {
            if let Some(int) = n.as_i64() {
                int.into()
            } else {
                n.as_f64()
                    .and_then(serde_json::Number::from_f64)
                    .map_or(Value::Null, Value::Number)
            }
        }
        Yaml::String(s) => Value::String(s.clone()),
        Yaml::Sequence(items) => Value::Array(items.iter().map(json).collect()),
        Yaml::Mapping(map) => {
            Value::Object(map.iter().map(|(k, v)| (key_text(k), json(v))).collect())
        }
        Yaml::Tagged(tagged) => json(&tagged.value),
    }
}

fn key_text(key: &serde_yaml::Value) -> String {
    match key {
        serde_yaml::Value::String(s) => s.clone(),
        other => serde_yaml::to_string(other)
            .unwrap_or_default()
            .trim_end()
            .to_owned(),
    }
}
