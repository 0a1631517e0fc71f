//! What a formula may say, and what becomes of it: guards, macros, rewriting, references and failures.

use std::collections::BTreeMap;

use inkstone::diagnostic::{SourceId, Span};
use inkstone::render::math::{
    MathError, MathOptions, number_formulas, render_formula, write_formula,
};

use super::math::{formula, render, with_stack};

#[test]
fn deep_nesting_is_refused_instead_of_ending_the_process() {
    let deep = [
        "{".repeat(500),
        format!("{}x{}", "{".repeat(500), "}".repeat(500)),
        format!("{}x{}", r"\left(".repeat(500), r"\right)".repeat(500)),
        format!(
            "{}x{}",
            r"\begin{matrix}".repeat(200),
            r"\end{matrix}".repeat(200)
        ),
        format!("{}x{}", r"\underbrace{".repeat(300), "}".repeat(300)),
        r"\color{red}".repeat(1500) + "x",
        r"\displaystyle".repeat(1400) + "x",
        r"\sqrt[".repeat(3000),
    ];
    for tex in deep {
        let error = render(&tex).error;
        assert!(matches!(error, Some(MathError::Oversized(_))), "{error:?}");
    }
}

#[test]
fn arguments_without_braces_do_not_nest() {
    for tex in [
        r"\frac1".repeat(3000),
        r"\mathrm".repeat(2500) + "x",
        r"x_\bm".repeat(2500),
        r"\sqrt".repeat(3000),
    ] {
        let error = render(&tex).error;
        assert!(matches!(error, Some(MathError::Bad(_))), "{error:?}");
    }
}

#[test]
fn nesting_up_to_the_limit_fits_the_stack() {
    let nests = [
        ("{", "}"),
        (r"\left(", r"\right)"),
        (r"\begin{matrix}", r"\end{matrix}"),
        (r"\begin{aligned}", r"\end{aligned}"),
        (r"\begin{cases}", r"\end{cases}"),
        (r"\begin{CD}", r"\end{CD}"),
        (r"\underbrace{", "}_a"),
        (r"\boxed{", "}"),
        (r"\colorbox{red}{$", "$}"),
        (r"\text{$", "$}"),
        (r"\sqrt[{", "}]{a}"),
        (r"\sqrt{", "}"),
        (r"\frac{", "}{2}"),
        (r"\color{red}", ""),
        (r"\Large ", ""),
        (r"\overset{a}{", "}"),
        (r"\hat{", "}"),
        (r"\underline{", "}"),
        (r"\utilde{", "}"),
        (r"x^{", "}"),
        (r"\sum\limits_{", "}"),
        (r"\boldsymbol{", "}"),
        (r"\pmb{", "}"),
        (r"\mathrm{", "}"),
        (r"\operatorname{", "}"),
        (r"\mathop{", "}"),
        (r"\cancel{", "}"),
        (r"\xrightarrow[{", "}]{a}"),
        (r"\phantom{", "}"),
        (r"\smash{", "}"),
        (r"\vcenter{", "}"),
        (r"\raisebox{1em}{$", "$}"),
        (r"\mathllap{", "}"),
        (r"\substack{", "}"),
        (r"\mathchoice{", "}{}{}{}"),
        (r"\href{https://a.org}{", "}"),
    ];
    for (open, close) in nests {
        // As deep as is allowed, whether a step counts once, twice or more.
        let depths = [59, 39, 29, 19, 14]
            .map(|depth| format!("{}x{}", open.repeat(depth), close.repeat(depth)));
        let mut rendered = depths.iter().map(|tex| render(tex));
        let allowed =
            rendered.find(|rendered| !matches!(rendered.error, Some(MathError::Oversized(_))));
        assert_eq!(
            allowed.expect("some depth is allowed").error,
            None,
            "{open}"
        );
    }
}

#[test]
fn length_is_limited_and_long_formulas_below_it_are_set() {
    assert_eq!(render(&"a+b=".repeat(1024)).error, None);
    let error = render(&"a+b=".repeat(5121)).error;
    assert_eq!(
        error,
        Some(MathError::Oversized("21 KB > 20 KB".to_owned()))
    );
}

#[test]
fn a_note_cannot_define_macros_or_write_to_the_terminal_or_set_attributes() {
    let refused = [
        (r"\newcommand{\f}[1]{\f{#1#1}}\f{x}", r"\newcommand"),
        (r"\def\x{\x}\x", r"\def"),
        (r"\let\frac=\sqrt", r"\let"),
        (r"\message{hello}", r"\message"),
        (r"\errmessage{hello}", r"\errmessage"),
        (r"\show\frac", r"\show"),
        (r"\htmlStyle{color:red}{x}", r"\htmlStyle"),
        (r"\htmlData{a=b}{x}", r"\htmlData"),
        (
            r"\includegraphics{https://a.org/a.png}",
            r"\includegraphics",
        ),
        (r"\href{javascript:alert(1)}{x}", r"\href"),
        (r"\url{data:text/html,x}", r"\url"),
    ];
    for (tex, command) in refused {
        assert_eq!(
            render(tex).error,
            Some(MathError::Refused(command.to_owned())),
            "{tex}"
        );
    }
}

#[test]
fn links_go_to_the_web_only_and_are_not_hidden_from_screen_readers() {
    let linked = render(r"\href{https://example.org/?a=\%20&b=c}{x}");
    assert!(
        linked
            .html
            .contains(r#"<a href="https://example.org/?a=%20&amp;b=c">"#),
        "{}",
        linked.html
    );
    assert!(
        !linked.html.contains("aria-hidden") && !linked.html.contains("<math"),
        "{}",
        linked.html
    );
    let nested = render(r"\href{https://a.org}{x\href{https://b.org}{y}}");
    assert_eq!(nested.html.matches("<a ").count(), 1, "{}", nested.html);
}

#[test]
fn lengths_are_clamped() {
    let huge = render(r"\rule{1000000em}{1000000em}\kern1000000em x");
    assert!(
        !huge.styles.css().contains("00000em"),
        "{}",
        huge.styles.css()
    );
}

#[test]
fn the_radical_leaves_room_for_an_operand_without_braces() {
    for (plain, braced) in [
        (r"\sqrt n", r"\sqrt{n}"),
        (r"\sqrt2", r"\sqrt{2}"),
        (r"\sqrt\alpha", r"\sqrt{\alpha}"),
    ] {
        assert_eq!(html_part(plain), html_part(braced));
    }
    let macros = BTreeMap::from([("n".to_owned(), "n".to_owned())]);
    let (options, _) = MathOptions::new(&macros, false);
    let formula = formula(r"\sqrt\n", false);
    let rendered = with_stack(move || render_formula(&formula, &options));
    assert!(
        rendered.styles.css().contains("padding-left"),
        "{}",
        rendered.styles.css()
    );
}

#[test]
fn without_mathml_the_html_is_read() {
    let (options, _) = MathOptions::new(&BTreeMap::new(), false);
    let formula = formula("x", false);
    let html = with_stack(move || render_formula(&formula, &options)).html;
    assert!(
        !html.contains("<math") && !html.contains("aria-hidden"),
        "{html}"
    );
    assert!(render("x").html.contains("<math") && render("x").html.contains("aria-hidden"));
}

/// The visible part of a formula.
fn html_part(tex: &str) -> String {
    let html = render(tex).html;
    html.split_once("katex-html").expect("HTML").1.to_owned()
}

#[test]
fn macros_of_the_site_are_used_and_do_not_leak() {
    let site = BTreeMap::from([("\\Rn".to_owned(), r"\mathbb{R}^{#1}".to_owned())]);
    let (options, faults) = MathOptions::new(&site, true);
    assert_eq!(faults, []);
    let with = formula(r"\Rn{n}", false);
    let with_macro = with_stack(move || render_formula(&with, &options));
    assert_eq!(with_macro.error, None);
    assert_eq!(with_macro.html, {
        let direct = formula(r"\mathbb{R}^{n}", false);
        with_stack(move || render_formula(&direct, &MathOptions::default())).html
    });
    assert_eq!(
        render(r"\Rn{n}").error,
        Some(MathError::Bad(
            r"Undefined control sequence: \Rn".to_owned()
        ))
    );
}

#[test]
fn what_katex_lacks_is_rewritten() {
    for tex in [
        r"\begin{eqnarray}a&=&b\\c&\le&d\end{eqnarray}",
        r"\begin{multline*}a\\b\end{multline*}",
        r"\begin{displaymath}a\end{displaymath}",
        r"w_\boldsymbol w+x^\bm y",
        r"\mbox{if }\hdots\mathbbm{1}\mathds{R}\nicefrac12",
    ] {
        assert_eq!(render(tex).error, None, "{tex}");
    }
    let within = formula(r"\begin{align}a&=b\end{align}", false);
    assert_eq!(
        with_stack(move || render_formula(&within, &MathOptions::default())).error,
        None
    );
}

#[test]
fn a_bad_formula_shows_its_source() {
    let formula = formula("\\frac{<b>&\"'", false);
    let copy = formula.clone();
    let rendered = with_stack(move || render_formula(&copy, &MathOptions::default()));
    let mut html = String::new();
    write_formula(&mut html, &formula, &rendered, None);
    assert_eq!(
        html,
        "<span class=\"math math-error\" data-tex=\"\\frac{&lt;b&gt;&amp;&quot;'\" title=\"Unexpected end of input in a \
         macro argument, expected '}'\"><code>\\frac{&lt;b&gt;&amp;\"'</code></span>"
    );
}

/// The HTML of a note that consists of the displays `formulas`.
fn note(formulas: &[&str]) -> String {
    let place = |tex: &&str| (formula(tex, true), Span::file(SourceId(0)));
    let placed: Vec<_> = formulas.iter().map(place).collect();
    with_stack(move || {
        let mut html = String::new();
        for ((source, _), numbered) in placed.iter().zip(number_formulas(&placed).value) {
            let rendered = render_formula(&numbered.formula, &MathOptions::default());
            write_formula(&mut html, source, &rendered, numbered.id.as_deref());
        }
        html
    })
}

#[test]
fn references_are_links_to_the_display() {
    let html = note(&[r"a\label{eq:和}", r"\text{见 }\eqref{eq:和}"]);
    assert!(
        html.contains(r#"id="eq:和" data-tex="a\label{eq:和}">"#),
        "{html}"
    );
    assert!(html.contains(r##"<a href="#eq:和">"##), "{html}");
}

#[test]
fn what_fails_shows_what_the_author_wrote() {
    let html = note(&[r"a\label{x}\nothing", r"\ref{x}\nothing"]);
    assert!(html.contains(r"<code>a\label{x}\nothing</code>"), "{html}");
    assert!(html.contains(r"<code>\ref{x}\nothing</code>"), "{html}");
}

#[test]
fn a_display_is_a_block_with_the_id_that_references_link_to() {
    let formula = formula("x", true);
    let mut html = String::new();
    write_formula(&mut html, &formula, &render("x"), Some("eq:bn"));
    assert!(html.starts_with(
        "<div class=\"math display\" id=\"eq:bn\" data-tex=\"x\"><span class=\"katex-display\">"
    ));
    assert!(html.ends_with("</span></div>"));
}
