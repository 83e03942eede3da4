//! Builds the styles, scripts and fonts that the binary carries.
//!
//! `templates/styles/package.json` pins govuk-frontend, Dart Sass and the typeface; npm
//! fetches exactly what `package-lock.json` names, into `OUT_DIR` only, and only when the
//! lock file changed. Every file served to a browser gets its content's hash in its name, so
//! that it may be cached for ever; `OUT_DIR/assets.rs` lists them for `src/web/assets.rs`.

use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

/// A failure is one sentence telling the person who builds what to do.
type Outcome<T> = Result<T, String>;

const STYLES: &str = "templates/styles";
/// The scheme packs that come with the program.
const SCHEMES: &str = "schemes";
const ICONS: &str = "templates/icons";
const OLDEST_NODE: (u32, u32) = (20, 19);
const NEED_NODE: &str = "install Node.js 20.19 or newer with npm (from nodejs.org, or the packages `nodejs` and `npm` of Debian 13), then build again";

/// What other people drew and we must not use: their typeface and their emblems.
const NOT_OURS: [&str; 3] = ["Transport", "crest", "crown"];

/// One web font: subset, weight, and the code points it is fetched for.
const WEB_FONTS: [(&str, u16); 4] = [
    ("latin", 400),
    ("latin", 600),
    ("latin-ext", 400),
    ("latin-ext", 600),
];
const LATIN: &str = "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,\
    U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD";
const LATIN_EXT: &str = "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,\
    U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C4,U+2113,U+2C60-2C7F,U+A720-A7FF";

/// Writes each file it is given once more, compressed with Brotli as far as it goes.
const PACK: &str = "const { brotliCompressSync } = require('node:zlib'); const fs = require('node:fs'); \
    for (const file of process.argv.slice(1)) fs.writeFileSync(`${file}.br`, brotliCompressSync(fs.readFileSync(file)))";

/// Static faces for drawing certificates; never sent to a browser.
const DOCUMENT_FONTS: [(&str, &str); 2] = [
    (
        "document-regular.ttf",
        "400Regular/SourceSans3_400Regular.ttf",
    ),
    (
        "document-bold.ttf",
        "600SemiBold/SourceSans3_600SemiBold.ttf",
    ),
];

fn main() {
    for watched in [
        "package.json",
        "package-lock.json",
        "scss",
        "fairmark.js",
        "licences.txt",
    ] {
        println!("cargo::rerun-if-changed={STYLES}/{watched}");
    }
    println!("cargo::rerun-if-changed={ICONS}");
    println!("cargo::rerun-if-changed={SCHEMES}");
    println!("cargo::rerun-if-changed=build.rs");
    if let Err(sentence) = build() {
        println!(
            "cargo::error={}",
            sentence.split_whitespace().collect::<Vec<_>>().join(" ")
        );
    }
}

fn build() -> Outcome<()> {
    let root = directory("CARGO_MANIFEST_DIR")?;
    let out = directory("OUT_DIR")?;
    let npm = out.join("npm");
    install_packages(&root.join(STYLES), &npm)?;
    let packages = npm.join("node_modules");

    let mut assets = Assets::fresh(out.join("assets"))?;
    let faces = add_web_fonts(&mut assets, &packages)?;
    let styles = compile_styles(&root, &out, &packages, &faces)?;
    assets.add("app.css", "text/css; charset=utf-8", styles.as_bytes())?;
    add_scripts(&mut assets, &root, &packages)?;
    let favicon = read(&root.join(ICONS).join("favicon.svg"))?;
    assets.add("favicon.svg", "image/svg+xml", &favicon)?;
    let licences = licences(&root, &packages)?;
    assets.add(
        "licences.txt",
        "text/plain; charset=utf-8",
        licences.as_bytes(),
    )?;
    for (name, source) in DOCUMENT_FONTS {
        let face = read(
            &packages
                .join("@expo-google-fonts/source-sans-3")
                .join(source),
        )?;
        write(&out.join(name), &face)?;
    }
    assets.compress()?;
    write(
        &out.join("packs.rs"),
        packs(&root.join(SCHEMES))?.as_bytes(),
    )?;
    write(&out.join("assets.rs"), assets.listing().as_bytes())
}

/// Every pack with its files, as a Rust expression: `[(slug, [(name, text)])]`.
fn packs(schemes: &Path) -> Outcome<String> {
    let mut listing = String::from("[");
    for pack in sorted(schemes)? {
        // What is no pack, such as the mapping sets between them, does not come with the program.
        if !pack.join("scheme.yaml").is_file() {
            continue;
        }
        let slug = pack.file_name().unwrap_or_default().to_string_lossy();
        let mut files = vec![("scheme.yaml".to_owned(), pack.join("scheme.yaml"))];
        for file in sorted(&pack.join("pillars"))? {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            files.push((format!("pillars/{name}"), file.clone()));
        }
        let _ = write!(listing, "({slug:?}, &[");
        for (name, file) in files {
            let _ = write!(
                listing,
                "({name:?}, include_str!({:?})),",
                file.display().to_string()
            );
        }
        listing.push_str("]),");
    }
    listing.push(']');
    Ok(listing)
}

/// What a folder holds, by name.
fn sorted(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let unreadable = |error| format!("{} cannot be read: {error}", folder.display());
    let mut entries = fs::read_dir(folder)
        .map_err(unreadable)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()
        .map_err(unreadable)?;
    entries.sort();
    Ok(entries)
}

// npm

/// Fetches what the lock file names, unless that very lock file is installed already.
fn install_packages(styles: &Path, npm: &Path) -> Outcome<()> {
    let manifest = read(&styles.join("package.json"))?;
    let lock = read(&styles.join("package-lock.json"))?;
    let stamp = npm.join("installed");
    if fs::read(&stamp).is_ok_and(|installed| installed == [manifest.as_slice(), &lock].concat()) {
        return Ok(());
    }
    check_node()?;
    if npm.exists() {
        fs::remove_dir_all(npm).map_err(|e| {
            format!("the old npm packages could not be removed from the build directory: {e}")
        })?;
    }
    make_directory(npm)?;
    write(&npm.join("package.json"), &manifest)?;
    write(&npm.join("package-lock.json"), &lock)?;
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = run(
        Command::new(program)
            .args([
                "ci",
                "--ignore-scripts",
                "--omit=optional",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
            ])
            .current_dir(npm),
        program,
    )?;
    if !output.status.success() {
        return Err(format!(
            "npm could not fetch the packages that the styles are built from ({}): check the network or your npm registry settings, then build again (later builds need no network)",
            first_complaint(&output)
        ));
    }
    write(&stamp, &[manifest, lock].concat())
}

fn check_node() -> Outcome<()> {
    let output = run(Command::new("node").arg("--version"), "node")?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let mut numbers = version
        .trim_start_matches('v')
        .split('.')
        .map_while(|part| part.parse::<u32>().ok());
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < OLDEST_NODE {
        return Err(format!(
            "Node.js {version} is too old to build the styles: {NEED_NODE}"
        ));
    }
    Ok(())
}

/// Runs a program; when it is not there at all, says what to install.
fn run(command: &mut Command, program: &str) -> Outcome<Output> {
    command.output().map_err(|e| match e.kind() {
        ErrorKind::NotFound => {
            format!("`{program}` was not found, and the styles are built with it: {NEED_NODE}")
        }
        _ => format!("`{program}` could not be started ({e}): {NEED_NODE}"),
    })
}

/// The first line of a program's complaint that says something.
fn first_complaint(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let complaint = text
        .lines()
        .map(|line| {
            line.trim_start_matches("npm error")
                .trim_start_matches("npm ERR!")
                .trim()
        })
        .find(|line| {
            let noise = ["npm warn", "code ", "syscall ", "errno "];
            !line.is_empty() && !noise.iter().any(|start| line.starts_with(start))
        })
        .unwrap_or("it gave no reason");
    complaint.trim_end_matches(['.', ':']).to_owned()
}

// Styles, scripts, fonts

fn add_web_fonts(assets: &mut Assets, packages: &Path) -> Outcome<String> {
    let mut faces = String::new();
    for (subset, weight) in WEB_FONTS {
        let file = format!("source-sans-3-{subset}-{weight}-normal.woff2");
        let bytes = read(&packages.join("@fontsource/source-sans-3/files").join(file))?;
        let path = assets.add(
            &format!("source-sans-3-{subset}-{weight}.woff2"),
            "font/woff2",
            &bytes,
        )?;
        let range = if subset == "latin" { LATIN } else { LATIN_EXT };
        let _ = writeln!(
            faces,
            "@font-face {{ font-family: \"Source Sans 3\"; font-style: normal; font-weight: {weight}; \
             font-display: swap; src: url(\"{path}\") format(\"woff2\"); unicode-range: {range}; }}"
        );
    }
    Ok(faces)
}

fn compile_styles(root: &Path, out: &Path, packages: &Path, faces: &str) -> Outcome<String> {
    let generated = out.join("scss");
    make_directory(&generated)?;
    write(&generated.join("_faces.scss"), faces.as_bytes())?;
    let output = run(
        Command::new("node")
            .arg(packages.join("sass/sass.js"))
            .args(["--style=compressed", "--no-source-map", "--quiet-deps"])
            .arg(format!(
                "--load-path={}",
                packages.join("govuk-frontend/dist").display()
            ))
            .arg(format!("--load-path={}", generated.display()))
            .arg(root.join(STYLES).join("scss/fairmark.scss")),
        "node",
    )?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "the styles in {STYLES}/scss do not compile: {}",
            complaint.trim()
        ));
    }
    let styles = String::from_utf8_lossy(&output.stdout).into_owned();
    match NOT_OURS.iter().find(|word| styles.contains(**word)) {
        Some(word) => Err(format!(
            "the compiled styles mention `{word}`, which belongs to GOV.UK and may not be used here: leave that component out of {STYLES}/scss/fairmark.scss"
        )),
        None => Ok(styles),
    }
}

fn add_scripts(assets: &mut Assets, root: &Path, packages: &Path) -> Outcome<()> {
    let bundle = read_text(&packages.join("govuk-frontend/dist/govuk/govuk-frontend.min.js"))?;
    let bundle = bundle
        .split("//# sourceMappingURL")
        .next()
        .unwrap_or_default();
    let bundle = assets.add(
        "govuk-frontend.js",
        "text/javascript; charset=utf-8",
        bundle.as_bytes(),
    )?;
    let own = read_text(&root.join(STYLES).join("fairmark.js"))?;
    let own = own.replace("./govuk-frontend.js", &bundle);
    assets.add(
        "fairmark.js",
        "text/javascript; charset=utf-8",
        own.as_bytes(),
    )?;
    Ok(())
}

fn licences(root: &Path, packages: &Path) -> Outcome<String> {
    let ours = read_text(&root.join(STYLES).join("licences.txt"))?;
    let font = read_text(&packages.join("@fontsource/source-sans-3/LICENSE"))?;
    Ok(format!(
        "{}\n\nSource Sans 3\n=============\n\n{font}",
        ours.trim_end()
    ))
}

// Files

/// What the binary will serve: logical name, address, type, hash.
struct Assets {
    directory: PathBuf,
    entries: Vec<(String, String, &'static str, String)>,
}

impl Assets {
    fn fresh(directory: PathBuf) -> Outcome<Self> {
        let _ = fs::remove_dir_all(&directory);
        make_directory(&directory)?;
        Ok(Self {
            directory,
            entries: Vec::new(),
        })
    }

    /// Stores a file under its content's hash and returns its address.
    fn add(&mut self, name: &str, content_type: &'static str, bytes: &[u8]) -> Outcome<String> {
        let hash = format!("{:016x}", fnv1a(bytes));
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let file = format!("{stem}-{hash}.{extension}");
        write(&self.directory.join(&file), bytes)?;
        self.entries
            .push((name.to_owned(), file.clone(), content_type, hash));
        Ok(format!("/assets/{file}"))
    }

    /// Compresses everything but the fonts, which are compressed already.
    fn compress(&self) -> Outcome<()> {
        let files = self.entries.iter().filter(|entry| is_packed(entry.2));
        let output = run(
            Command::new("node")
                .args(["-e", PACK, "--"])
                .args(files.map(|entry| self.directory.join(&entry.1))),
            "node",
        )?;
        if output.status.success() {
            return Ok(());
        }
        let complaint = String::from_utf8_lossy(&output.stderr);
        Err(format!(
            "the styles and scripts could not be compressed: {}",
            complaint.trim()
        ))
    }

    fn listing(&self) -> String {
        let mut listing = String::from("static ASSETS: &[Asset] = &[\n");
        let bytes =
            |file: &str| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/assets/{file}\"))");
        for (name, file, content_type, hash) in &self.entries {
            let brotli = if is_packed(content_type) {
                format!("Some({})", bytes(&format!("{file}.br")))
            } else {
                "None".to_owned()
            };
            let _ = writeln!(
                listing,
                "    Asset {{ name: {name:?}, path: \"/assets/{file}\", content_type: {content_type:?}, etag: \"\\\"{hash}\\\"\", \
                 bytes: {}, brotli: {brotli} }},",
                bytes(file)
            );
        }
        listing.push_str("];\n");
        listing
    }
}

fn is_packed(content_type: &str) -> bool {
    !content_type.starts_with("font/")
}

/// FNV-1a, 64 bits: a name that changes when the content does; nothing secret rests on it.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn directory(variable: &str) -> Outcome<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .ok_or_else(|| format!("{variable} is not set: build with cargo"))
}

fn make_directory(path: &Path) -> Outcome<()> {
    fs::create_dir_all(path).map_err(|e| format!("{} could not be created: {e}", path.display()))
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|e| format!("{} could not be read: {e}", path.display()))
}

fn read_text(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|e| format!("{} could not be read: {e}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Outcome<()> {
    fs::write(path, bytes).map_err(|e| format!("{} could not be written: {e}", path.display()))
}
