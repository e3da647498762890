//! x
fn main() { let mut a = std::env::args().skip(1); let d = std::fs::read_to_string(a.next().unwrap()).unwrap(); let o = a.next().map(|p| std::fs::read_to_string(p).unwrap());
 let t=std::time::Instant::now();
 match capturi_codegen::generate(&d, o.as_deref(), capturi_codegen::Origin::Foreign) { Ok(g) => { eprintln!("{}", g.report); print!("{}", g.source); eprintln!("{:?}", t.elapsed()) } Err(e) => { eprintln!("{e}"); std::process::exit(1) } } }
