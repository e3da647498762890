//! Documents that are not ours: a zoo of the traits that real documents have. The gate compiles its
//! client in a step of its own.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::sync::LazyLock;

use capturi_codegen::{Generated, Origin, generate};

static ZOO: LazyLock<Generated> =
    LazyLock::new(|| generate(include_str!("fixtures/zoo.yaml"), None, Origin::Foreign).unwrap());

/// The source without spaces and line breaks, so that its layout does not matter.
static SOURCE: LazyLock<String> = LazyLock::new(|| squeeze(&ZOO.source));

fn squeeze(code: &str) -> String {
    let line: String = code.split_whitespace().collect();
    line.replace(",)", ")")
        .replace(",}", "}")
        .replace(",>", ">")
}

#[track_caller]
fn has(code: &str) {
    let part = squeeze(code);
    assert!(SOURCE.contains(&part), "{code}\nis not in\n{}", ZOO.source);
}

#[test]
fn nothing_is_left_out_but_what_is_broken_or_has_no_type() {
    assert_eq!(ZOO.report.operations, ZOO.report.documented_operations);
    assert!(ZOO.report.models >= ZOO.report.documented_models);
    let left_out: Vec<&str> = ZOO
        .report
        .left_out
        .iter()
        .map(|line| line.split(':').next().unwrap())
        .collect();
    assert_eq!(
        left_out,
        [
            "`$ref` to \"#/components/schemas/#/items/properties/x\", which does not exist",
            "the response of `GET /animals/{Id}` as `text/plain`",
            "the body of `POST /later` as `multipart/form-data`",
            "the response of `POST /later` as `text/csv`",
            "model `Itself` is a reference to itself",
            "model `Myself` is a reference to itself",
            "the parameter `nowhere` of `GET /animals/{Id}`",
            "the server https",
            "the alternatives of `Circled`, which is one of its own alternatives",
            "the alternatives of `Circular`, which is one of its own alternatives",
            "`prefixItems` of `Drawing.tuple`",
        ]
    );
}

#[test]
fn operations_without_a_name_get_one_and_none_collides() {
    for name in [
        "builder_operation",
        "post_animals",
        "delete_animals",
        "options_animals",
        "patch_animals_by_id",
        "get_delete",
        "post_delete",
        "raw_operation",
        "error_operation",
        "operation_2fa",
    ] {
        has(&format!("pub fn {name}(&self"));
    }
}

#[test]
fn parameters_go_where_the_document_says() {
    has(
        r#"for (name, value) in joined("X-Header", ",", &x_header) { request = request.header(name, value); }"#,
    );
    has(r#".query(&pairs("x_header", &x_header_2))"#);
    has(r#".query(&joined("ids", ",", &ids))"#);
    has(r#".query(&deep("filter", &filter))"#);
    has(r#"sent.extend(joined("session", ",", &session));"#);
    has(r#".query(&pairs("client", &client_))"#);
    has(
        "pub fn sort<Given>( mut self, value: impl IntoOptional<types::BuilderOperationSort, Given>, )",
    );
    has(
        "pub fn since<Given>( mut self, value: impl IntoOptional<::chrono::DateTime<::chrono::offset::Utc>, Given>, )",
    );
    has(
        r#"format!("{}/animals/{}/photos/{}.{}", client.base_url(), segment(&id), segment(&file_name), segment(&ext))"#,
    );
    has("(&self, id: impl TryInto<::uuid::Uuid, Error: ::std::fmt::Display>) -> builder::");
}

#[test]
fn bodies_are_sent_as_what_they_are() {
    has(r#"request.header("content-type", "application/merge-patch+json").json(&body)"#);
    has(r#"request.header("content-type", "image/png").body(body)"#);
    has(
        r#"form.add_files("photo", [photo]); form.add_files("others", others.unwrap_or_default()); form.add("tags", &tags);"#,
    );
    has(r#"request.form(&pairs("", &body))"#);
    has("pub fn body<Given>( mut self, value: impl IntoOptional<Vec<::uuid::Uuid>, Given>, )");
}

#[test]
fn responses_are_read_as_what_they_are() {
    has("pub async fn send(self) -> Result<Response<Option<types::Animal>>, Error>");
    has("client.call::<Raw>(self.into_request()?, &Self::OPERATION)");
    has("pub async fn send(self) -> Result<Response<Option<String>>, Error>");
    has("pub async fn send(self) -> Result<Response<bool>, Error>");
}

#[test]
fn integers_with_names_are_enums_open_to_unknown_numbers() {
    has("pub enum Kind { Cat, Dog, UnknownValue");
    has("Unknown(i64) }");
    has(
        r#"crate::open_number_enum!(Kind { "Cat" => Cat, "Dog" => Dog, "UnknownValue" => UnknownValue, });"#,
    );
    has("pub enum Level { Value1, Value2, Value3");
    has("Self::UnknownValue => -1,");
}

#[test]
fn values_that_rust_can_not_name_get_names() {
    has(r#"Self::Plus => "+","#);
    has(r#"Self::Plus1 => "+1","#);
    has(r#"Self::Empty => "","#);
    has(r#"Self::ValueSelf => "Self","#);
    has(r#""+" => Self::Plus,"#);
}

#[test]
fn a_polymorphic_base_is_a_union_that_keeps_its_own_fields() {
    has(r#"crate::tagged_union!(Animal by "animalType""#);
    has(r#""cat" | "kitten" => Cat,"#);
    has(r#""animal" => Animal,"#);
    has("pub struct AnimalItself {");
    has("#[serde(tag = \"$type\")]");
}

#[test]
fn a_union_without_a_tag_takes_what_keeps_most() {
    has("crate::untagged_union!(DrawingMain { Circle, Square, } else Unknown);");
}

#[test]
fn recursion_is_boxed_and_maps_are_maps() {
    has("pub left: Option<Box<Tree>>");
    has("pub children: Vec<Tree>");
    has("pub by_name: ::std::collections::BTreeMap<String, Tree>");
}

#[test]
fn names_that_rust_or_the_code_has_are_changed() {
    for model in [
        "StringModel",
        "OptionModel",
        "ResultModel",
        "VecModel",
        "BoxModel",
        "Model2fast",
    ] {
        has(&format!("pub struct {model} {{"));
    }
    has("pub struct Error {");
    has("pub self_: String");
    has("pub foo_bar_2: String");
    has("pub foo_bar_3: String");
}
