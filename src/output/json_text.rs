//! Changes the layout of JSON without parsing it, so that numbers and the order of members stay as
//! the server wrote them.

/// The JSON on one line.
pub(super) fn compact(json: &str) -> String {
    let mut compact = String::with_capacity(json.len());
    walk(json, |character, in_text| {
        if in_text || !character.is_whitespace() {
            compact.push(character);
        }
    });
    compact
}

/// The JSON with a line for each member and item.
pub(super) fn pretty(json: &str) -> String {
    let compact = compact(json);
    let mut pretty = String::with_capacity(compact.len() * 2);
    let mut depth = 0usize;
    let mut before = ' ';
    let line = |pretty: &mut String, depth: usize| {
        pretty.push('\n');
        pretty.extend(std::iter::repeat_n("  ", depth));
    };
    walk(&compact, |character, in_text| {
        let opened = matches!(before, '{' | '[');
        match character {
            _ if in_text => {
                if opened {
                    line(&mut pretty, depth);
                }
                pretty.push(character);
                // A bracket inside of a string opens nothing.
                before = '"';
                return;
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                if !opened {
                    line(&mut pretty, depth);
                }
                pretty.push(character);
            }
            _ => {
                if opened {
                    line(&mut pretty, depth);
                }
                pretty.push(character);
                match character {
                    '{' | '[' => depth += 1,
                    ',' => line(&mut pretty, depth),
                    ':' => pretty.push(' '),
                    _ => {}
                }
            }
        }
        before = character;
    });
    pretty
}

/// Calls `give` with each character, and whether it is part of a string (its quotes included).
fn walk(json: &str, mut give: impl FnMut(char, bool)) {
    let (mut in_text, mut escaped) = (false, false);
    for character in json.chars() {
        let quote = character == '"' && !escaped;
        give(character, in_text || quote);
        escaped = in_text && character == '\\' && !escaped;
        in_text ^= quote;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_changes_and_nothing_else() {
        let json = r#"{ "b": 1.0, "a" : [ ], "t":"{\" [x] , : \\", "o": { "e": {} }, "l":[1,
            2e3 ,null] }"#;
        assert_eq!(
            compact(json),
            r#"{"b":1.0,"a":[],"t":"{\" [x] , : \\","o":{"e":{}},"l":[1,2e3,null]}"#
        );
        assert_eq!(
            pretty(json),
            r#"{
  "b": 1.0,
  "a": [],
  "t": "{\" [x] , : \\",
  "o": {
    "e": {}
  },
  "l": [
    1,
    2e3,
    null
  ]
}"#
        );
    }
}
