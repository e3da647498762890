//! An `Api` that was spoilt on purpose: every loss is reported, with its place.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    Origin, Report,
    api::{Argument, Body, Content, Enum, Object, Operation, Place, Style, Union},
    assembly::assemble,
    fix, progenitor,
};

/// A document in which nothing is lost, with a trait of each kind.
const PETS: &str = r##"{ "openapi": "3.1.0", "info": { "title": "", "version": "" },
  "paths": {
    "/pets/{id}": {
      "parameters": [
        { "$ref": "#/components/parameters/Trace" },
        { "name": "api-version", "in": "query", "schema": { "type": "string" } }
      ],
      "put": {
        "operationId": "put_pet",
        "parameters": [
          { "name": "ID", "in": "path", "required": true, "schema": { "type": "string" } },
          { "name": "sort", "in": "query", "schema": { "type": "string", "enum": ["up", "down"] } },
          { "name": "Accept", "in": "header", "schema": { "type": "string" } },
          { "name": "session", "in": "cookie", "schema": { "type": "string" } }
        ],
        "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Pet" } } } },
        "responses": {
          "200": { "description": "", "headers": { "X-Count": { "schema": { "type": "integer" } } },
            "content": { "application/json": { "schema": { "type": "object", "properties": { "pet": { "$ref": "#/components/schemas/Pet" } } } } } },
          "202": { "description": "", "headers": { "Location": { "schema": { "type": "string" } } } },
          "404": { "description": "", "headers": { "X-Reason": {} }, "content": { "application/problem+json": {} } }
        }
      },
      "post": {
        "operationId": "send_photo",
        "requestBody": { "content": { "multipart/form-data": { "schema": { "allOf": [
          { "$ref": "#/components/schemas/Photo" },
          { "type": "object", "properties": { "note": { "type": "object", "properties": { "text": { "type": "string" } } } } }
        ] } } } },
        "responses": { "204": { "description": "" } }
      },
      "patch": {
        "operationId": "fill_form",
        "requestBody": { "content": { "application/x-www-form-urlencoded": { "schema": { "type": "object", "properties": { "text": { "type": "string" } } } } } },
        "responses": { "204": { "description": "" } }
      }
    }
  },
  "components": {
    "parameters": { "Trace": { "name": "X-Trace", "in": "header", "schema": { "type": "string" } } },
    "schemas": {
      "Photo": { "type": "object", "properties": { "photo": { "type": "string", "format": "binary" } } },
      "Animal": { "type": "object", "properties": { "legs": { "type": "integer" } } },
      "Pet": { "allOf": [{ "$ref": "#/components/schemas/Animal" }, {
        "allOf": [{ "properties": { "age": { "type": "integer" } } }],
        "properties": {
          "name": { "type": "string" },
          "kind": { "type": "string", "enum": ["Cat", "Dog"] },
          "level": { "type": "integer", "enum": [1, 2] },
          "fixed": { "const": "always" },
          "toys": { "type": "array", "items": { "type": "object", "properties": { "color": { "type": "string" } } } },
          "names": { "type": "object", "additionalProperties": { "type": "object", "properties": { "text": { "type": "string" } } } },
          "home": { "$ref": "#/components/schemas/Home" },
          "way": { "oneOf": [{ "type": "string" }, { "type": "integer" }] }
        } }] },
      "Home": { "oneOf": [{ "$ref": "#/components/schemas/Flat" }, { "$ref": "#/components/schemas/House" }],
        "discriminator": { "propertyName": "type", "mapping": { "flat": "Flat", "house": "#/components/schemas/House" } } },
      "Flat": { "type": "object", "properties": { "type": { "type": "string" }, "floor": { "type": "integer" } } },
      "House": { "type": "object", "properties": { "type": { "type": "string" }, "garden": { "type": "boolean" } },
        "additionalProperties": { "type": "integer" } }
    }
  } }"##;

/// What is found after `spoil` has changed the API of a document.
fn found(document: &str, spoil: impl FnOnce(&mut Api)) -> Findings {
    let mut document = Document::parse(document).unwrap();
    let inventory = Inventory::take(&document);
    fix(&mut document, &mut Report::default()).unwrap();
    let outlines = progenitor::outlines(&mut document, false).unwrap();
    let (mut api, _) = assemble(&document, outlines).unwrap();
    spoil(&mut api);
    let mut found = inventory.hold_against(&api, document.left_out());
    let settings = Origin::Own.into();
    let counted = inventory.count(&api, settings, &mut Report::default());
    found.lost.extend(counted);
    found
}

fn object<'a>(api: &'a mut Api, model: &str) -> &'a mut Object {
    match &mut api.models.get_mut(model).unwrap().shape {
        Shape::Object(object) => object,
        other => unreachable!("{other:?}"),
    }
}

fn values<'a>(api: &'a mut Api, model: &str) -> &'a mut Enum {
    match &mut api.models.get_mut(model).unwrap().shape {
        Shape::Enum(of) => of,
        other => unreachable!("{other:?}"),
    }
}

fn union<'a>(api: &'a mut Api, model: &str) -> &'a mut Union {
    match &mut api.models.get_mut(model).unwrap().shape {
        Shape::Union(union) => union,
        other => unreachable!("{other:?}"),
    }
}

fn operation<'a>(api: &'a mut Api, name: &str) -> &'a mut Operation {
    let mut operations = api.operations.iter_mut();
    operations.find(|one| one.name == name).unwrap()
}

fn argument<'a>(api: &'a mut Api, operation_name: &str, wire: &str) -> &'a mut Argument {
    let mut arguments = operation(api, operation_name).arguments.iter_mut();
    arguments.find(|one| one.wire == wire).unwrap()
}

fn drop_argument(api: &mut Api, operation_name: &str, wire: &str) {
    let arguments = &mut operation(api, operation_name).arguments;
    arguments.retain(|one| one.wire != wire);
}

fn drop_field(api: &mut Api, model: &str, wire: &str) {
    object(api, model).fields.retain(|one| one.wire != wire);
}

/// Makes a field of a model any text.
fn retype(api: &mut Api, model: &str, wire: &str) {
    let mut fields = object(api, model).fields.iter_mut();
    fields.find(|one| one.wire == wire).unwrap().ty = Type::Text;
}

#[test]
fn nothing_is_lost_where_everything_is_there() {
    let found = found(PETS, |_| {});
    assert_eq!(found.lost, Vec::<String>::new());
    assert_eq!(found.left_out, Vec::<String>::new());
}

type Spoil = fn(&mut Api);

#[test]
fn every_loss_in_an_operation_is_reported() {
    let cases: &[(&str, Spoil)] = &[
        ("the operation `PUT /pets/{id}` is missing", |api| {
            api.operations.retain(|one| one.name != "put_pet");
        }),
        (
            "the parameter `X-Trace` of `PUT /pets/{id}` (in: header) is missing",
            |api| drop_argument(api, "put_pet", "X-Trace"),
        ),
        (
            "the parameter `ID` of `PUT /pets/{id}` (in: path) is missing",
            |api| drop_argument(api, "put_pet", "id"),
        ),
        (
            "the parameter `session` of `PUT /pets/{id}` (in: cookie) is missing",
            |api| {
                argument(api, "put_pet", "session").place = Place::Query(Style::Exploded);
            },
        ),
        (
            "the parameter `api-version` of `PUT /pets/{id}` (in: query) is missing",
            |api| operation(api, "put_pet").is_versioned = false,
        ),
        (
            "the values of the parameter `sort` of `PUT /pets/{id}` are missing",
            |api| argument(api, "put_pet", "sort").ty = Type::Text,
        ),
        (
            "the body of `PUT /pets/{id}` as `application/json` is missing",
            |api| operation(api, "put_pet").body = None,
        ),
        (
            "the body of `PATCH /pets/{id}` as `application/x-www-form-urlencoded` is missing",
            |api| operation(api, "fill_form").body = Some(Body::Raw("text/plain".to_owned())),
        ),
        (
            "the property `text` of the body of `PATCH /pets/{id}` is missing",
            |api| drop_field(api, "FillFormBody", "text"),
        ),
        (
            "the part `photo` of the body of `POST /pets/{id}` is missing",
            |api| drop_argument(api, "send_photo", "photo"),
        ),
        (
            "the part `note` of the body of `POST /pets/{id}` is missing",
            |api| argument(api, "send_photo", "note").place = Place::Header,
        ),
        (
            "the property `text` of `note` in the body of `POST /pets/{id}` is missing",
            |api| drop_field(api, "SendPhotoBodyNote", "text"),
        ),
        ("the response 202 of `PUT /pets/{id}` is missing", |api| {
            let statuses = &mut operation(api, "put_pet").statuses;
            statuses.retain(|one| one.status != "202");
        }),
        ("the response 404 of `PUT /pets/{id}` is missing", |api| {
            let statuses = &mut operation(api, "put_pet").statuses;
            statuses.retain(|one| one.status != "404");
        }),
        (
            "the response 404 of `PUT /pets/{id}` as `application/problem+json` is missing",
            |api| {
                let statuses = operation(api, "put_pet").statuses.iter_mut();
                statuses.for_each(|one| one.media_types.retain(|one| one == "application/json"));
            },
        ),
        (
            "the header `X-Count` of the response 200 of `PUT /pets/{id}` is missing",
            |api| operation(api, "put_pet").statuses[0].headers.clear(),
        ),
        (
            "the body of the response 200 of `PUT /pets/{id}` is missing",
            |api| operation(api, "put_pet").reply.content = Content::Nothing,
        ),
        (
            "the type of the response 200 of `PUT /pets/{id}` is missing",
            |api| operation(api, "put_pet").reply.content = Content::Bytes,
        ),
        (
            "the property `pet` of the response 200 of `PUT /pets/{id}` is missing",
            |api| drop_field(api, "PutPetResponse", "pet"),
        ),
    ];
    for (expected, spoil) in cases {
        assert_eq!(found(PETS, spoil).lost, [*expected]);
    }
}

#[test]
fn the_headers_of_responses_that_are_taken_out_are_kept() {
    for (status, header) in [("202", "Location"), ("404", "X-Reason")] {
        let found = found(PETS, |api| {
            let mut statuses = operation(api, "put_pet").statuses.iter_mut();
            let of_status = statuses.find(|one| one.status == status);
            assert_eq!(of_status.as_ref().unwrap().headers, [header]);
            of_status.unwrap().headers.clear();
        });
        let at = format!("the response {status} of `PUT /pets/{{id}}`");
        assert_eq!(
            found.lost,
            [format!("the header `{header}` of {at} is missing")]
        );
    }
}

#[test]
fn every_loss_in_a_model_is_reported() {
    let cases: &[(&[&str], Spoil)] = &[
        (&["the model `Photo` is missing"], |api| {
            api.models.remove("Photo");
        }),
        (
            &[
                "the property `legs` of `Pet` is missing",
                "the property `age` of `Pet` is missing",
            ],
            |api| {
                drop_field(api, "Pet", "legs");
                drop_field(api, "Pet", "age");
            },
        ),
        (&["the property `legs` of `Animal` is missing"], |api| {
            drop_field(api, "Animal", "legs");
        }),
        (&["the value `Dog` of `Pet.kind` is missing"], |api| {
            values(api, "PetKind").values.truncate(1);
        }),
        (&["the value `2` of `Pet.level` is missing"], |api| {
            values(api, "PetLevel").values.truncate(1);
        }),
        (&["the values of `Pet.kind` are missing"], |api| {
            retype(api, "Pet", "kind");
        }),
        (&["the values of `Pet.fixed` are missing"], |api| {
            retype(api, "Pet", "fixed");
        }),
        (&["the items of `Pet.toys` are missing"], |api| {
            retype(api, "Pet", "toys");
        }),
        (
            &["the property `color` of `Pet.toys[]` is missing"],
            |api| drop_field(api, "PetToysItem", "color"),
        ),
        (
            &["the members without a name of `Pet.names` are missing"],
            |api| retype(api, "Pet", "names"),
        ),
        (
            &["the property `text` of `Pet.names{}` is missing"],
            |api| drop_field(api, "PetNamesValue", "text"),
        ),
        (
            &["the members without a name of `House` are missing"],
            |api| object(api, "House").rest = None,
        ),
        (&["the alternative 2 of `Pet.way` is missing"], |api| {
            union(api, "PetWay").variants.pop();
        }),
        (
            &["the value `house` of the tag `type` of `Home` is missing"],
            |api| {
                let variants = union(api, "Home").variants.iter_mut();
                variants.for_each(|one| one.tags.retain(|tag| tag != "house"));
            },
        ),
        (
            &[
                "the value `flat` of the tag `type` of `Home` is missing",
                "the value `house` of the tag `type` of `Home` is missing",
            ],
            |api| {
                let variants = &mut union(api, "Home").variants;
                let tags: Vec<_> = variants.iter().map(|one| one.tags.clone()).rev().collect();
                let both = variants.iter_mut().zip(tags);
                both.for_each(|(variant, tags)| variant.tags = tags);
            },
        ),
        (
            &[
                "the property `type` of `Flat` is missing",
                "the tag `type` of `Home` is missing",
                "the property `type` of `House` is missing",
            ],
            |api| union(api, "Home").tag = None,
        ),
        (&["the property `floor` of `Flat` is missing"], |api| {
            drop_field(api, "Flat", "floor");
        }),
    ];
    for (expected, spoil) in cases {
        let mut found = found(PETS, spoil).lost;
        let mut expected: Vec<&str> = expected.to_vec();
        found.sort();
        expected.sort_unstable();
        assert_eq!(found, expected);
    }
}

#[test]
fn a_variant_that_is_gone_is_reported_with_its_tag() {
    let lost = found(PETS, |api| union(api, "Home").variants.truncate(1)).lost;
    for expected in [
        "the alternative `House` of `Home` is missing",
        "the value `house` of the tag `type` of `Home` is missing",
    ] {
        assert!(lost.iter().any(|line| line == expected), "{lost:?}");
    }
}

#[test]
fn what_can_not_be_used_is_refused() {
    let lost = found(PETS, |api| {
        values(api, "PetKind").values.clear();
        let twin = api.models["PetWay"].clone();
        api.models.insert("Twin".to_owned(), twin);
    })
    .lost;
    assert_eq!(
        lost,
        [
            "the value `Cat` of `Pet.kind` is missing",
            "the value `Dog` of `Pet.kind` is missing",
            "model `PetKind` is an enum without a value",
            "the unions `Twin` and `PetWay` are the same",
        ]
    );
}
