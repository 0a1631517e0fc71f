//! `site.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};
use std::sync::Arc;

use inkstone::config::{Config, read};
use inkstone::diagnostic::Sources;
use inkstone::document::Formula;
use inkstone::render::math::{MathOptions, render_formula};
use url::Url;

use super::note::judged;
use super::places::{of_findings, one};

/// Whatever is taken from a configuration is fit for what it is used for.
pub(super) fn check(text: &str) -> Result<(), String> {
    let mut sources = Sources::default();
    sources.set_config("site.toml".to_owned(), Arc::from(text));
    let checked = read(text, Sources::CONFIG);
    of_findings(&checked.diagnostics, &sources)?;
    let again = read(text, Sources::CONFIG);
    if again.value != checked.value || again.diagnostics != checked.diagnostics {
        return Err("something else when it is read again".to_owned());
    }
    let config = checked.value;
    for folder in [&config.notes, &config.output] {
        let stays = |part| matches!(part, Component::Normal(_));
        if !Path::new(folder).components().all(stays) || folder.contains(['\\', '\0']) {
            return Err(format!("the folder {folder:?}"));
        }
    }
    for host in &config.iframe_hosts {
        if host.contains(|c: char| !c.is_ascii_alphanumeric() && !"-.".contains(c)) {
            return Err(format!("the host {host:?}"));
        }
    }
    if let Some(address) = &config.base_url {
        base(address)?;
    }
    for redirect in &config.redirects {
        one("an old address", redirect.from_span, &sources)?;
        one("its page", redirect.to_span, &sources)?;
    }
    macros(&config, &sources)
}

/// The address of the site is one that browsers read too, and addresses below it stay there.
fn base(address: &str) -> Result<(), String> {
    let url = Url::parse(address).map_err(|error| format!("the address {address:?}: {error}"))?;
    let is_fit = matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
        && address.ends_with('/');
    if is_fit {
        Ok(())
    } else {
        Err(format!("the address {address:?}"))
    }
}

/// Formulas can be set with the site's macros, and run nothing then either.
fn macros(config: &Config, sources: &Sources) -> Result<(), String> {
    let mut names = BTreeSet::new();
    let mut table = BTreeMap::new();
    for each in &config.math.macros {
        one("a macro", each.span, sources)?;
        names.insert(each.name.as_str());
        table.insert(each.name.clone(), each.body.clone());
    }
    let (options, _) = MathOptions::new(&table, config.math.mathml);
    for name in names.into_iter().take(3) {
        let formula = Formula {
            tex: format!("{name}{{a}}{{b}} + \\frac{{{name}}}{{2}}"),
            display: false,
        };
        judged(&render_formula(&formula, &options).html)?;
    }
    Ok(())
}
