//! What a site may allow its notes beyond the allow-list: frames of some hosts, and HTML that looks as it likes.

use crate::judge::{Kind, page};
use crate::project::{Project, Site};

const FRAME: &str = "<iframe src=\"https://Player.example.org/embed?x=1\" title=\"讲解\" width=\"560\" onload=\"alert(1)\"></iframe>";

fn site(config: &str, note: &str) -> Site {
    Project::new()
        .config(config)
        .note("a.md", &format!("# A\n\n{note}\n"))
        .build()
}

#[test]
fn frames_of_hosts_that_the_site_names_are_shown() {
    let site = site("iframe_hosts = [\"player.example.org\"]\n", FRAME);
    let html = site.page("a");
    assert!(
        html.contains(
            "<iframe src=\"https://Player.example.org/embed?x=1\" title=\"讲解\" sandbox=\""
        ),
        "{}",
        site.body("a")
    );
    assert!(
        html.contains("frame-src https://player.example.org; "),
        "{html}"
    );
    assert!(!html.contains("onload"));
    assert_eq!(site.diagnostics(), [""; 0]);
    // Other pages have no frame, and their policy allows none.
    assert!(!site.page("index").contains("frame-src"));
}

#[test]
fn other_frames_are_links() {
    for hosts in ["[]", "[\"example.org\"]", "[\"evil.example\"]"] {
        let site = site(&format!("iframe_hosts = {hosts}\n"), FRAME);
        let html = site.page("a");
        assert_eq!(page(&html, Kind::Page), [""; 0]);
        assert!(
            html.contains("<a class=\"external\" href=\"https://Player.example.org/embed?x=1\"")
        );
        assert_eq!(
            site.diagnostics(),
            ["content/a.md:3:1: warning[frame-as-link]"]
        );
        let address = "https://Player.example.org/embed?x=1";
        assert_eq!(site.found("frame-as-link")[0].args, [address]);
    }
    for address in [
        "javascript:alert(1)",
        "http://player.example.org/",
        "https://player.example.org@evil.invalid/",
        "https://player.example.org:1/",
        "data:text/html,x",
    ] {
        let frame =
            format!("<iframe src=\"{address}\" srcdoc=\"<script>alert(1)</script>\"></iframe>");
        let html = site("iframe_hosts = [\"player.example.org\"]\n", &frame).page("a");
        assert_eq!(page(&html, Kind::Page), [""; 0], "{address}");
        assert!(!html.contains("<iframe"), "{address}");
    }
}

#[test]
fn what_is_no_host_is_refused() {
    for hosts in [
        "[\"https://a.org\"]",
        "[\"a.org; script-src *\"]",
        "[\"\"]",
        "[\"*\"]",
        "\"a.org\"",
    ] {
        let site = site(&format!("iframe_hosts = {hosts}\n"), "x");
        assert!(!site.outcome.site_was_built, "{hosts}");
    }
}

const STYLED: &str = "<div class=\"mine\" style=\"background:#eee; Color:red; position:fixed; width:url(//evil.invalid); x:y}*{z:w\" onclick=\"alert(1)\">文字 <span style=\"font-size:2em\">大</span></div>\n\n<script>alert(1)</script>";

#[test]
fn trusted_html_looks_as_it_likes_and_runs_no_more_than_other() {
    let trusted = site("trust_html = true\n", STYLED);
    let html = trusted.page("a");
    assert_eq!(page(&html, Kind::Page), [""; 0]);
    for rule in [
        "{background:#eee}",
        "{color:red}",
        "{font-size:2em}",
        "{position:fixed}",
    ] {
        assert!(html.contains(rule), "{rule} in {html}");
    }
    assert!(
        trusted.body("a").contains("<div class=\"mine s-"),
        "{}",
        trusted.body("a")
    );
    assert!(
        !html.contains("evil.invalid") && !html.contains("alert"),
        "{html}"
    );
    let names: Vec<&str> = trusted
        .found("removed-attribute")
        .iter()
        .map(|found| found.args[0].as_str())
        .collect();
    assert_eq!(names, ["onclick", "style width", "style x"]);

    let html = site("", STYLED).page("a");
    assert!(
        !html.contains("mine") && !html.contains("position:fixed"),
        "{html}"
    );
    assert!(html.contains("ink-red"), "{html}");
}

#[test]
fn an_open_bracket_takes_in_no_other_rule() {
    let note = "<span style=\"color:rgb(1,2,3\">x</span> <span style=\"text-transform:uppercase\">y</span>";
    let site = site("trust_html = true\n", note);
    let html = site.page("a");
    assert!(!html.contains("rgb(1,2,3"), "{html}");
    assert!(html.contains("{text-transform:uppercase}"), "{html}");
}

#[test]
fn every_frame_that_is_a_link_is_told() {
    let site = site(
        "iframe_hosts = [\"player.example.org\"]\n",
        "<iframe src=\"http://player.example.org/x\"></iframe>\n\n<iframe src=\"https://player.example.org:8443/\"></iframe>",
    );
    assert_eq!(site.found("frame-as-link").len(), 2);
}
