//! How an input is to be read.

use std::fmt;
use std::str::FromStr;

use crate::columns::Field;
use crate::encoding::Encoding;
use crate::format::Format;

/// How an input is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The form; `None` decides by name and content (`auto` on the command line).
    pub format: Option<Format>,
    /// The accounts of the shop, for logs that do not say who is who. An account also stands for
    /// its sub-accounts: `店铺名` for `店铺名:子账号`.
    pub agents: Vec<String>,
    /// What the shop sends by itself; a message of our side with such a text is an automatic reply.
    pub auto_replies: Vec<String>,
    /// The columns of tables whose header does not have the usual names.
    pub columns: ColumnNames,
    /// The encoding; `None` goes by the byte order mark, or guesses.
    pub encoding: Option<Encoding>,
}

/// Which column of a table holds what: `text=内容,sender=昵称`. A column is given by its name in
/// the header or, where none has that name, by its number from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnNames(pub(crate) Vec<(Field, String)>);

impl ColumnNames {
    /// The fields that can be named, as on the command line.
    pub fn fields() -> impl Iterator<Item = &'static str> {
        Field::ALL.into_iter().map(Field::name)
    }
}

impl FromStr for ColumnNames {
    type Err = ParseColumnsError;

    /// Reads `field=column` pairs with commas between them.
    ///
    /// # Errors
    ///
    /// When a part is not such a pair, or names no field or a field twice.
    fn from_str(text: &str) -> Result<ColumnNames, ParseColumnsError> {
        let mut names = ColumnNames::default();
        for pair in text.split([',', '，']) {
            let wrong = || ParseColumnsError(pair.trim().to_owned());
            let (field, column) = pair.split_once('=').ok_or_else(wrong)?;
            let field = Field::from_name(field.trim()).ok_or_else(wrong)?;
            let is_double = names.0.iter().any(|(known, _)| *known == field);
            if column.trim().is_empty() || is_double {
                return Err(wrong());
            }
            names.0.push((field, column.trim().to_owned()));
        }
        Ok(names)
    }
}

/// The part of a list of columns that is not `field=column`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseColumnsError(pub String);

impl fmt::Display for ParseColumnsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: Vec<_> = ColumnNames::fields().collect();
        write!(f, "\"{}\" is not field=column, each field once; the fields are {}", self.0, fields.join(" "))
    }
}

impl std::error::Error for ParseColumnsError {}

#[cfg(test)]
mod tests {
    use super::ColumnNames;

    #[test]
    fn pairs_of_field_and_column() {
        let check = |text: &str, wrong: &str| {
            let found = text.parse::<ColumnNames>().map_err(|error| error.0);
            assert_eq!(found.map(|names| names.0.len()), if wrong.is_empty() { Ok(2) } else { Err(wrong.to_owned()) });
        };
        check("text=内容,sender=昵称", "");
        check(" text = 3 ， valid-from=从 ", "");
        check("text", "text");
        check("text=", "text=");
        check("text=a,words=b", "words=b");
        check("text=a,text=b", "text=b");
    }
}
