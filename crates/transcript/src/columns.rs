//! Which column of a table holds what, by the names that exporters use or that the user gives.

use crate::options::ColumnNames;

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Session,
    Time,
    Role,
    Sender,
    Text,
    Type,
    Code,
    Group,
    Kind,
    ValidFrom,
    ValidUntil,
}

impl Field {
    pub(crate) const ALL: [Field; 11] = [
        Field::Session,
        Field::Time,
        Field::Role,
        Field::Sender,
        Field::Text,
        Field::Type,
        Field::Code,
        Field::Group,
        Field::Kind,
        Field::ValidFrom,
        Field::ValidUntil,
    ];

    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Field::Session => "session",
            Field::Time => "time",
            Field::Role => "role",
            Field::Sender => "sender",
            Field::Text => "text",
            Field::Type => "type",
            Field::Code => "code",
            Field::Group => "group",
            Field::Kind => "kind",
            Field::ValidFrom => "valid-from",
            Field::ValidUntil => "valid-until",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.name() == plain_name(name))
    }
}

/// A field's name as users write it: `valid_from` is `valid-from`.
fn plain_name(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

/// The column of each field, counted from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) session: Option<usize>,
    pub(crate) time: Option<usize>,
    pub(crate) role: Option<usize>,
    pub(crate) sender: Option<usize>,
    pub(crate) text: Option<usize>,
    /// The type of a message: words, a picture.
    pub(crate) type_: Option<usize>,
    pub(crate) code: Option<usize>,
    pub(crate) group: Option<usize>,
    pub(crate) kind: Option<usize>,
    pub(crate) valid_from: Option<usize>,
    pub(crate) valid_until: Option<usize>,
}

// The first name that a header has wins, so the surest stand first. Names are written as `plain`
// leaves them.
const SESSION: &[&str] = &[
    "会话",
    "会话id",
    "会话编号",
    "session",
    "sessionid",
    "conversation",
    "conversationid",
    "客户名",
    "客户id",
    "客户昵称",
    "买家昵称",
    "客户",
    "买家",
];
const TIME: &[&str] = &["发送时间", "消息时间", "聊天时间", "时间", "日期时间", "time", "sendtime", "timestamp", "datetime"];
const ROLE: &[&str] = &["账号类型", "角色", "发送者类型", "发送方类型", "role", "senderrole", "sendertype"];
const SENDER: &[&str] = &["发送账号", "发送者", "发送人", "发送方", "昵称", "账号", "sender", "sendername", "from", "nickname"];
const TEXT: &[&str] = &["发送内容", "消息内容", "聊天内容", "内容", "文本", "消息", "text", "content", "message"];
const TYPE: &[&str] = &["消息类型", "内容类型", "messagetype", "msgtype"];
const CHAT: &[&str] = &["聊天记录", "会话记录", "对话记录"];
const PHRASE: &[&str] = &["快捷短语", "短语内容", "话术内容", "短语", "话术", "内容", "text", "content", "phrase"];
const CODE: &[&str] = &["快捷编码", "编码", "快捷码", "code", "shortcut"];
const GROUP: &[&str] = &["分组", "分组名称", "组别", "group", "groupname"];
const KIND: &[&str] = &["kind"];
const VALID_FROM: &[&str] = &["生效日期", "开始日期", "validfrom"];
const VALID_UNTIL: &[&str] = &["失效日期", "结束日期", "截止日期", "validuntil"];

impl Columns {
    /// The columns of a table of messages.
    pub(crate) fn of_messages(header: &[String]) -> Columns {
        Columns {
            session: find(header, SESSION),
            time: find(header, TIME),
            role: find(header, ROLE),
            sender: find(header, SENDER),
            text: find(header, TEXT),
            type_: find(header, TYPE),
            ..Columns::default()
        }
    }

    /// The columns of a table of quick phrases.
    pub(crate) fn of_phrases(header: &[String]) -> Columns {
        Columns {
            text: find(header, PHRASE),
            code: find(header, CODE),
            group: find(header, GROUP),
            kind: find(header, KIND),
            valid_from: find(header, VALID_FROM),
            valid_until: find(header, VALID_UNTIL),
            ..Columns::default()
        }
    }

    /// Puts the columns that the user names in the place of those that were found.
    ///
    /// # Errors
    ///
    /// The name of a column that the header does not have.
    pub(crate) fn rename(&mut self, header: &[String], names: &ColumnNames) -> Result<(), String> {
        for (field, name) in &names.0 {
            let named = header.iter().position(|found| plain(found) == plain(name));
            let number = || name.parse::<usize>().ok()?.checked_sub(1).filter(|&at| at < header.len());
            *self.slot(*field) = Some(named.or_else(number).ok_or_else(|| name.clone())?);
        }
        Ok(())
    }

    fn slot(&mut self, field: Field) -> &mut Option<usize> {
        match field {
            Field::Session => &mut self.session,
            Field::Time => &mut self.time,
            Field::Role => &mut self.role,
            Field::Sender => &mut self.sender,
            Field::Text => &mut self.text,
            Field::Type => &mut self.type_,
            Field::Code => &mut self.code,
            Field::Group => &mut self.group,
            Field::Kind => &mut self.kind,
            Field::ValidFrom => &mut self.valid_from,
            Field::ValidUntil => &mut self.valid_until,
        }
    }

    /// How many fields have a column.
    pub(crate) fn count(&self) -> usize {
        let messages = [self.session, self.time, self.role, self.sender, self.text];
        let phrases = [self.code, self.group, self.kind, self.valid_from, self.valid_until];
        messages.iter().chain(&phrases).flatten().count()
    }
}

/// Whether a header is that of a table of quick phrases rather than of messages.
pub(crate) fn names_phrases(header: &[String]) -> bool {
    let phrases = Columns::of_phrases(header);
    let messages = Columns::of_messages(header);
    let said = messages.role.or(messages.sender).or(messages.time);
    phrases.text.is_some() && said.is_none() && (phrases.count() > 1 || messages.text.is_none())
}

/// The columns of the customer and of the conversation, where a row holds a whole one.
pub(crate) fn chat_columns(header: &[String]) -> Option<(usize, usize)> {
    let columns = Columns::of_messages(header);
    let chat = find(header, CHAT).filter(|_| columns.text.is_none())?;
    Some((columns.session?, chat))
}

fn find(header: &[String], names: &[&str]) -> Option<usize> {
    let plain: Vec<_> = header.iter().map(|name| plain(name)).collect();
    names.iter().find_map(|name| plain.iter().position(|found| found == name))
}

/// A name without case, blanks, underscores and hyphens.
fn plain(name: &str) -> String {
    let kept = name.chars().filter(|character| !character.is_whitespace() && !matches!(character, '_' | '-' | '\u{feff}' | '\u{200b}'));
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{Columns, names_phrases};

    fn header(names: &str) -> Vec<String> {
        names.split('|').map(str::to_owned).collect()
    }

    #[test]
    fn headers_of_messages() {
        let columns = |names| {
            let c = Columns::of_messages(&header(names));
            [c.session, c.time, c.role, c.sender, c.text]
        };
        let excel = "客户名|消息序号|发送时间|发送内容|发送账号|账号类型";
        assert_eq!(columns(excel), [Some(0), Some(2), Some(5), Some(4), Some(3)]);
        let wechat = "时间|发送者|消息类型|内容";
        assert_eq!(columns(wechat), [None, Some(0), None, Some(1), Some(3)]);
        let english = "Session_ID|Send Time|ROLE|sender|text";
        assert_eq!(columns(english), [Some(0), Some(1), Some(2), Some(3), Some(4)]);
        assert!(![excel, wechat, english].iter().any(|names| names_phrases(&header(names))));
    }

    #[test]
    fn headers_of_phrases() {
        let team = header("登记日期|分组|快捷编码|快捷短语|是否加入团队");
        let columns = Columns::of_phrases(&team);
        assert_eq!([columns.group, columns.code, columns.text], [Some(1), Some(2), Some(3)]);
        assert!(names_phrases(&team));
        assert!(names_phrases(&header("快捷短语")));
        assert!(names_phrases(&header("code|text")));
        assert!(!names_phrases(&header("text")));
    }
}
