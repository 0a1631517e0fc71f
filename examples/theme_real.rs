use inkstone::render::math::*;
use inkstone::{
    catalog::*, diagnostic::*, link::*, page::*, parse::*, render::*, source, text::Lang,
};
use std::{collections::BTreeMap, fs, path::Path, sync::Arc};
fn main() {
    std::thread::Builder::new()
        .stack_size(512 << 20)
        .spawn(run)
        .unwrap()
        .join()
        .unwrap();
}
fn run() {
    let mut a = std::env::args().skip(1);
    let notes_dir = a.next().unwrap();
    let out = a.next().unwrap();
    let title = a.next().unwrap_or("笔记".into());
    let out = Path::new(&out);
    let _ = fs::remove_dir_all(out);
    let listing = source::list(&source::ListOptions {
        notes: Path::new(&notes_dir),
        output: out,
        ignore: &[],
        copy_html: false,
    })
    .unwrap();
    let contents = listing
        .notes
        .iter()
        .chain(&listing.order)
        .map(|l| source::read(&l.file))
        .collect();
    let mut sources = Sources::default();
    let tree = source::gather(listing, contents, &mut sources, |p| p.to_owned()).value;
    let parsed: Vec<ParsedNote> = tree
        .notes
        .iter()
        .filter_map(|n| {
            n.text
                .as_ref()
                .ok()
                .map(|t| parse_note(n.id, &n.path, t, &ParseOptions::default()).value)
        })
        .collect();
    let refs: Vec<&ParsedNote> = parsed.iter().collect();
    let input = CatalogInput {
        assets: tree.assets.iter().map(|a| a.path.as_str()).collect(),
        order: vec![],
        lang: "zh-Hans",
        title: &title,
    };
    let catalog = build(&refs, &input, &|_| 1).value;
    let by: Vec<(&ParsedNote, LinkedNote)> = catalog
        .note_ids()
        .map(|id| {
            let p = parsed
                .iter()
                .find(|p| p.path == catalog.note(id).path)
                .unwrap();
            (p, link_note(p, &catalog).value)
        })
        .collect();
    let mut sizes = BTreeMap::new();
    for a in &tree.assets {
        if let Some(s) = source::image_size(&a.file) {
            sizes.insert(a.path.clone(), s);
        }
    }
    let opts = MathOptions::default();
    let shared = Shared {
        catalog: &catalog,
        lang: Lang::ZhHans,
        load_remote_images: true,
        image_sizes: &sizes,
        formula: &|f| Arc::new(render_formula(f, &opts)),
        highlight: &|l, t| Arc::new(inkstone::render::code::highlight(l, t)),
        diagram: &|_, _| Arc::new(Err("none".into())),
        note: &|id| {
            let (p, l) = &by[id.0 as usize];
            (*p, l)
        },
    };
    let site = SiteInfo {
        title: title.clone(),
        id: title.clone(),
        build_id: "b".into(),
        ..SiteInfo::default()
    };
    let theme = Theme::new(&lab_over(), MATH_FONTS).unwrap();
    let w = |r: &str, b: &[u8]| {
        let p = out.join(r);
        fs::create_dir_all(p.parent().unwrap()).unwrap();
        fs::write(p, b).unwrap();
    };
    for (r, b) in theme.files() {
        w(r, b);
    }
    let mut roots = BTreeMap::new();
    for id in catalog.note_ids() {
        let (p, l) = &by[id.0 as usize];
        let r = render_note(&shared, id, p, l).value;
        w(
            &catalog.note(id).route,
            note_page(&theme, &site, &catalog, id, &r)
                .unwrap()
                .as_bytes(),
        );
        roots.insert(id, ());
    }
    for i in 0..catalog.folders.len() {
        if catalog.folders[i].index.is_none() {
            w(
                &catalog.folders[i].route,
                folder_page(&theme, &site, &catalog, i, None)
                    .unwrap()
                    .as_bytes(),
            );
        }
    }
    for (p, h) in all_pages(&theme, &site, &catalog).unwrap() {
        w(&p, h.as_bytes());
    }
    w(
        "data/tree.js",
        tree_script(&site, &catalog).unwrap().as_bytes(),
    );
    for a in &tree.assets {
        let e = &catalog.assets[&a.path];
        w(&e.route, &fs::read(&a.file).unwrap());
    }
    println!(
        "{} notes {} folders",
        catalog.notes.len(),
        catalog.folders.len()
    );
}
fn lab_over() -> BTreeMap<String, Vec<u8>> {
    let mut m = BTreeMap::new();
    if let Ok(b) = fs::read("/tmp/wt/math/static/css/math.css") {
        m.insert("static/css/math.css".to_owned(), b);
    }
    m
}
