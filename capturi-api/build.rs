//! The build step: document -> client, into `OUT_DIR`. Without the feature `codegen` there is
//! nothing to do: the crate compiles the committed `src/generated.rs`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "codegen")]
    codegen::run()?;
    Ok(())
}

#[cfg(feature = "codegen")]
mod codegen {
    use std::{
        env, fs,
        path::{Path, PathBuf},
    };

    use capturi_codegen::{Origin, generate};

    pub(super) fn run() -> Result<(), Box<dyn std::error::Error>> {
        println!("cargo::rerun-if-env-changed=CAPTURI_SPEC");
        let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
        let source = match env::var_os("CAPTURI_SPEC") {
            Some(document) => from_document(
                Path::new(&document),
                &here.join("overlay.json"),
                Origin::Foreign,
            )?,
            None => {
                let spec = here.join("../spec");
                let document = spec.join("upstream.json");
                if document.exists() {
                    from_document(&document, &spec.join("overlay.json"), Origin::Own)?
                } else {
                    // A published crate has no document beside it; it has what was made from it.
                    fs::read_to_string(here.join("src/generated.rs"))?
                }
            }
        };
        fs::write(
            PathBuf::from(env::var("OUT_DIR")?).join("generated.rs"),
            source,
        )?;
        Ok(())
    }

    fn from_document(
        document: &Path,
        overlay: &Path,
        origin: Origin,
    ) -> Result<String, Box<dyn std::error::Error>> {
        let generated = generate(&read(document)?, Some(&read(overlay)?), origin)
            .map_err(|error| format!("{}: {error}", document.display()))?;
        for line in generated
            .report
            .left_out
            .iter()
            .chain(&generated.report.warnings)
        {
            println!("cargo::warning={}: {line}", document.display());
        }
        Ok(generated.source)
    }

    fn read(path: &Path) -> Result<String, Box<dyn std::error::Error>> {
        println!("cargo::rerun-if-changed={}", path.display());
        fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
    }
}
