//! KaTeX itself: one context for the process, the same settings for every formula.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use katex::dom_tree::DomSpan;
use katex::macros::MacroDefinition;
use katex::parser::parse_node::{ParseNode, ParseNodeOrdGroup, ParseNodeSqrt};
use katex::{
    KatexContext, OutputFormat, ParseError, Settings, StrictMode, StrictSetting, TrustContext,
    TrustSetting, render_to_dom_tree,
};

use super::MathForm;

/// How many macros a formula may expand.
const MAX_EXPAND: usize = 1000;

/// The largest length that `\rule`, `\kern` and their like may ask for, in em.
const MAX_SIZE: f64 = 50.0;

/// Sets `tex` and returns the tree of HTML elements.
///
/// The thread needs a stack of 64 MiB for formulas as deeply nested as `guard` lets through.
pub(super) fn set(
    tex: &str,
    display: bool,
    macros: &BTreeMap<String, String>,
    form: MathForm,
) -> Result<DomSpan, ParseError> {
    // Settings hold the macros in a cell that a formula can write to, so each formula gets its own.
    let macros = macros
        .iter()
        .map(|(name, body)| (format!("\\{name}"), MacroDefinition::String(body.clone())))
        .collect();
    let settings = Settings::builder()
        .display_mode(display)
        .output(match form {
            MathForm::Html => OutputFormat::Html,
            MathForm::HtmlAndMathml => OutputFormat::HtmlAndMathml,
            MathForm::Mathml => OutputFormat::Mathml,
        })
        .macros(macros)
        .strict(StrictSetting::Mode(StrictMode::Ignore))
        .trust(TrustSetting::Function(Arc::new(|context| {
            Some(is_trusted(context))
        })))
        .max_size(MAX_SIZE)
        .max_expand(MAX_EXPAND)
        .build();
    render_to_dom_tree(context(), tex, &settings)
}

/// Links may go to the web and to places on the page itself; nothing else that wants trust gets it.
fn is_trusted(context: &TrustContext) -> bool {
    let is_link = matches!(context.command.as_str(), "\\href" | "\\url");
    let url = context.url.as_deref().unwrap_or_default();
    let is_web = matches!(context.protocol.as_deref(), Some("http" | "https"));
    is_link && (is_web || url.starts_with('#'))
}

/// The context, made at first use.
fn context() -> &'static KatexContext {
    static CONTEXT: OnceLock<KatexContext> = OnceLock::new();
    CONTEXT.get_or_init(|| {
        let mut context = KatexContext::default();
        // katex-rs draws the radical of `\sqrt n` over its operand, since only groups get the space for it.
        change(&mut context, "\\sqrt", |function| {
            function.handler = Some(|context, mut args, mut opt_args| {
                let body = match args.swap_remove(0) {
                    ParseNode::OrdGroup(group) => group,
                    single => ParseNodeOrdGroup {
                        mode: context.parser.mode,
                        loc: context.loc(),
                        body: vec![single],
                        semisimple: None,
                    },
                };
                Ok(ParseNode::Sqrt(Box::new(ParseNodeSqrt {
                    mode: context.parser.mode,
                    loc: context.loc(),
                    body: ParseNode::OrdGroup(body),
                    index: opt_args.swap_remove(0),
                })))
            });
        });
        // LaTeX accepts `x_\boldsymbol w`.
        for name in ["\\boldsymbol", "\\bm"] {
            change(&mut context, name, |function| {
                function.allowed_in_argument = true;
            });
        }
        context
    })
}

/// Changes one of KaTeX's functions.
fn change(
    context: &mut KatexContext,
    name: &str,
    edit: impl FnOnce(&mut katex::define_function::FunctionSpec),
) {
    if let Some(function) = context.functions.get_mut(name) {
        edit(Arc::make_mut(function));
    }
}
