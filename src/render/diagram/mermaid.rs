//! Mermaid source as SVG, by the library `merman`.

use std::sync::OnceLock;

use merman::svg::{
    DeterministicTextMeasurer, MeasurementProfileId, SvgPipeline, SvgRenderOptions,
    TextMeasurementPolicy, TextMeasurementProfile, TextMeasurementProfileIdentity, TextStyle,
};
use merman::{
    Engine, MermaidConfig, OperationControl, ParseOptions, RenderOutput, RenderRequest, Renderer,
    SvgEnvironment, SvgRequest,
};
use serde_json::{Map, Value, json};
use unicode_width::UnicodeWidthChar;

use super::colour;

/// Draws `source`; ids in the drawing begin with `id`.
///
/// The library's own limits on elements and on layout work stand; both count work, not time, so that the result is the
/// same on every machine.
pub(super) fn draw(source: &str, id: &str) -> Result<String, String> {
    let request = SvgRequest {
        environment: SvgEnvironment::deterministic().with_text_measurement_policy(metrics()?),
        options: SvgRenderOptions {
            diagram_id: Some(id.to_owned()),
            ..SvgRenderOptions::default()
        },
        // Labels as SVG text, not as HTML.
        pipeline: Some(SvgPipeline::resvg_safe()),
        ..SvgRequest::default()
    };
    match renderer().render(RenderRequest::svg(source, OperationControl::new(), request)) {
        Ok(RenderOutput::Svg(Some(svg))) => Ok(svg.svg().to_owned()),
        Ok(_) => Err("it is no diagram that is known here".to_owned()),
        Err(error) => Err(reason(&error.to_string())),
    }
}

/// What is wrong, in one short line; the library's advice to its own users is left out.
fn reason(message: &str) -> String {
    let line = message
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("it cannot be read");
    let line = line.split("; enable the").next().unwrap_or(line);
    line.trim().chars().take(200).collect()
}

fn renderer() -> &'static Renderer {
    static RENDERER: OnceLock<Renderer> = OnceLock::new();
    RENDERER.get_or_init(|| {
        Renderer::new()
            .with_engine(Engine::new().with_site_config(MermaidConfig::from_value(config())))
            .with_parse_options(ParseOptions::strict())
    })
}

/// Mermaid's configuration. What is listed under `secure` cannot be changed by a diagram.
fn config() -> Value {
    json!({
        "theme": "base",
        "look": "classic",
        "layout": "dagre",
        "securityLevel": "strict",
        "htmlLabels": false,
        "fontFamily": "inkstone",
        "secure": [
            "secure", "theme", "themeVariables", "themeCSS", "look", "layout", "securityLevel", "htmlLabels", "fontFamily",
            "maxTextSize", "maxEdges"
        ],
        "flowchart": { "htmlLabels": false, "minNodeWidth": 0, "wrappingWidth": 224, "look": "classic", "layout": "dagre" },
        "class": { "htmlLabels": false, "minNodeWidth": 0, "look": "classic", "layout": "dagre" },
        "state": { "minNodeWidth": 0, "look": "classic", "layout": "dagre" },
        "er": { "look": "classic", "layout": "dagre" },
        "requirement": { "look": "classic", "layout": "dagre" },
        "mindmap": { "look": "classic" },
        "gantt": { "axisFormat": "%m-%d" },
        "journey": { "actorColours": colour::SERIES },
        "sankey": { "linkColor": "source" },
        "themeVariables": theme()
    })
}

/// The theme: variables of Mermaid by the colour they get. Every colour is one that [`colour`] knows by its value.
const THEME: &[(&str, &[&str])] = &[
    (
        colour::PAPER,
        &[
            "background",
            "edgeLabelBackground",
            "labelBackgroundColor",
            "sequenceNumberColor",
            "commitLabelBackground",
            "pieStrokeColor",
        ],
    ),
    (
        colour::SURFACE,
        &[
            "primaryColor",
            "mainBkg",
            "actorBkg",
            "labelBoxBkgColor",
            "stateBkg",
            "nodeBkg",
            "personBkg",
            "requirementBackground",
            "activationBkgColor",
            "tagLabelBackground",
            "taskBkgColor",
            "rowEven",
            "attributeBackgroundColorEven",
            "quadrant1Fill",
            "quadrant3Fill",
        ],
    ),
    (
        colour::PANEL,
        &[
            "secondaryColor",
            "tertiaryColor",
            "clusterBkg",
            "compositeBackground",
            "altBackground",
            "compositeTitleBackground",
            "rowOdd",
            "attributeBackgroundColorOdd",
            "sectionBkgColor",
            "altSectionBkgColor",
            "sectionBkgColor2",
            "quadrant2Fill",
            "quadrant4Fill",
            "excludeBkgColor",
        ],
    ),
    (
        colour::INK,
        &[
            "primaryTextColor",
            "secondaryTextColor",
            "tertiaryTextColor",
            "textColor",
            "titleColor",
            "nodeTextColor",
        ],
    ),
    (
        colour::LINE,
        &[
            "lineColor",
            "signalColor",
            "arrowheadColor",
            "defaultLinkColor",
            "transitionColor",
            "specialStateColor",
            "innerEndBackground",
            "quadrantPointFill",
            "relationColor",
        ],
    ),
    (
        colour::BORDER,
        &[
            "primaryBorderColor",
            "secondaryBorderColor",
            "tertiaryBorderColor",
            "nodeBorder",
            "clusterBorder",
            "actorBorder",
            "actorLineColor",
            "labelBoxBorderColor",
            "activationBorderColor",
            "stateBorder",
            "compositeBorder",
            "requirementBorderColor",
            "gridColor",
            "taskBorderColor",
            "tagLabelBorder",
            "pieOuterStrokeColor",
            "quadrantInternalBorderStrokeFill",
            "quadrantExternalBorderStrokeFill",
            "noteBorderColor",
            "doneTaskBorderColor",
        ],
    ),
    (colour::NOTE, &["noteBkgColor"]),
    (colour::WEAK, &["doneTaskBkgColor"]),
    (
        colour::SERIES[2],
        &["activeTaskBkgColor", "activeTaskBorderColor"],
    ),
    (
        colour::SERIES[3],
        &["critBkgColor", "critBorderColor", "todayLineColor"],
    ),
];

fn theme() -> Map<String, Value> {
    let mut theme = Map::new();
    for (color, names) in THEME {
        theme.extend(
            names
                .iter()
                .map(|name| ((*name).to_owned(), Value::from(*color))),
        );
    }
    for (number, color) in colour::SERIES.iter().cycle().take(12).enumerate() {
        for (name, color) in [
            ("cScale", *color),
            ("cScalePeer", *color),
            ("cScaleInv", *color),
            ("git", *color),
            ("fillType", *color),
            ("gitInv", colour::PAPER),
            ("cScaleLabel", colour::INK),
            ("gitBranchLabel", colour::INK),
        ] {
            theme.insert(format!("{name}{number}"), color.into());
        }
        theme.insert(format!("pie{}", number + 1), (*color).into());
    }
    theme.insert("pieOpacity".to_owned(), "1".into());
    theme.insert(
        "xyChart".to_owned(),
        json!({ "backgroundColor": colour::PAPER, "plotColorPalette": colour::LINES.join(",") }),
    );
    theme
}

/// Text widths that depend on nothing but the text.
///
/// The reader's font is not known, so widths are those of a rather wide sans-serif: boxes fit what Helvetica, Segoe, Roboto
/// and `DejaVu` draw. Han characters are one em in every font.
fn metrics() -> Result<TextMeasurementPolicy, String> {
    let name = MeasurementProfileId::new("inkstone").map_err(|error| error.to_string())?;
    let identity =
        TextMeasurementProfileIdentity::new(name, "1").map_err(|error| error.to_string())?;
    let measurer = DeterministicTextMeasurer::default().with_width_callback(width);
    Ok(TextMeasurementPolicy::uniform(TextMeasurementProfile::new(
        identity, measurer,
    )))
}

/// The width of one line of text in pixels.
fn width(text: &str, style: &TextStyle) -> f64 {
    let ems: f64 = text.chars().map(ems).sum();
    let bold = style.font_weight.as_deref().is_some_and(|weight| {
        weight.starts_with("bold") || weight.parse().is_ok_and(|weight: u32| weight >= 600)
    });
    ems * style.font_size * if bold { 1.07 } else { 1.0 }
}

fn ems(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' => 0.27,
        'I' | '.' | ',' | ':' | ';' | '!' | ' ' => 0.32,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '/' | '\\' | '-' | '`' | '"' => 0.4,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.94,
        '+' | '=' | '<' | '>' | '~' | 'A'..='Z' | '&' => 0.72,
        ' '..='~' => 0.6,
        c => match c.width() {
            Some(2) => 1.0,
            Some(0) | None => 0.0,
            // Greek, Cyrillic, mathematical signs.
            Some(_) => 0.68,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_do_not_depend_on_the_machine() {
        let style = TextStyle {
            font_size: 10.0,
            ..TextStyle::default()
        };
        assert!((width("批归一化 BN", &style) - (40.0 + 3.2 + 7.2 + 7.2)).abs() < 1e-9);
        let bold = TextStyle {
            font_weight: Some("bold".to_owned()),
            ..style
        };
        assert!((width("文", &bold) - 10.7).abs() < 1e-9);
    }

    #[test]
    fn errors_are_one_short_line() {
        let error = draw("flowchart TD\n  A[unclosed --> B\n", "x").expect_err("not a diagram");
        assert!(!error.contains('\n') && error.len() < 250, "{error}");
        assert!(draw("notADiagram\n  foo", "x").is_err());
        let error = draw("C4Context\n  Person(a, \"b\")", "x").expect_err("not compiled in");
        assert_eq!(error, "Unsupported diagram type: c4");
    }
}
