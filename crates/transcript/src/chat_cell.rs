//! The whole conversation of a customer in one cell: a line with the time, then `发送者：内容`.

use crate::accounts::{Accounts, sub_account};
use crate::log::Draft;
use crate::message::{Kind, Message, is_blank};
use crate::problem::ProblemKind;
use crate::sides::role_beside;
use crate::time::normalise;

/// The messages of a cell in their order, without session and place.
pub(crate) fn read_cell(text: &str, customer: &str, accounts: &Accounts) -> Vec<Result<Draft, ProblemKind>> {
    let mut found: Vec<Result<Message, ProblemKind>> = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let time = whole_time(line);
        let said = lines.peek().and_then(|next| split_sender(next, customer, accounts));
        match (time, said, found.last_mut()) {
            (Some(time), Some((sender, words)), _) => {
                lines.next();
                let (time, sender) = (Some(time), Some(sender.trim().to_owned()));
                found.push(Ok(Message { time, sender, text: words.to_owned(), ..Message::default() }));
            }
            (_, _, Some(Ok(message))) => {
                message.text.push('\n');
                message.text.push_str(line);
            }
            (_, _, Some(Err(_))) => {}
            (_, _, None) if is_blank(line) => {}
            (_, _, None) => found.push(Err(ProblemKind::OutsideMessage)),
        }
    }
    let customer_speaks = found.iter().flatten().any(|message| message.sender.as_deref() == Some(customer));
    let draft = |mut message: Message| {
        message.text = message.text.trim_matches(['\r', '\n']).trim_end().to_owned();
        message.kind = Kind::from_placeholder(message.text.trim());
        let role = role_beside(message.sender.as_deref().unwrap_or_default(), customer, customer_speaks);
        Draft { message, role, ..Draft::default() }
    };
    found.into_iter().map(|message| message.map(draft)).collect()
}

fn whole_time(line: &str) -> Option<String> {
    let mut time = String::new();
    // Digits alone are an order number rather than a time.
    (line.contains([':', '：']) && normalise(line, &mut time)).then_some(time)
}

/// The sender of a line and the words: the longest prefix that is a known account, else what stands
/// before the first colon.
fn split_sender<'a>(line: &'a str, customer: &str, accounts: &Accounts) -> Option<(&'a str, &'a str)> {
    let is_known = |name: &str| match sub_account(name) {
        // Behind a full-width colon stand the words, unless the sub-account itself was named.
        Some((shop, agent)) => accounts.is_exactly(name) || (name.contains(':') && !agent.contains([':', '：']) && accounts.is_named(shop)),
        None => name == customer || accounts.is_exactly(name),
    };
    let split = |(at, colon): (usize, &str)| Some((line.get(..at)?, line.get(at + colon.len()..)?));
    let parts = || line.match_indices([':', '：']).filter_map(split).filter(|(name, _)| !is_blank(name));
    let known = parts().rfind(|(name, _)| is_known(name.trim()));
    known.or_else(|| parts().next())
}

#[cfg(test)]
mod tests {
    use super::read_cell;
    use crate::accounts::Accounts;

    fn check(text: &str, agents: &[&str], expected: &[&str]) {
        let agents: Vec<_> = agents.iter().map(|&name| name.to_owned()).collect();
        let found = read_cell(text, "青柠", &Accounts::new(&agents)).into_iter().map(|draft| match draft {
            Ok(draft) => {
                let message = draft.message;
                format!("{} {:?} {:?} {:?}", message.time.unwrap_or_default(), message.sender.unwrap_or_default(), draft.role, message.text)
            }
            Err(kind) => format!("{kind:?}"),
        });
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn times_begin_messages() {
        let text = "2026-03-04 09:05:07\n青柠：在吗：亲\n\n2026-03-04 09:05:20\r\n暖屋：您好\r\n\r\n10:30\r\n前能到\r\n";
        check(
            text,
            &[],
            &[
                "2026-03-04 09:05:07 \"青柠\" Some(Customer) \"在吗：亲\"",
                "2026-03-04 09:05:20 \"暖屋\" Some(Agent) \"您好\\n\\n10:30\\n前能到\"",
            ],
        );
        check("", &[], &[]);
        check("青柠：在吗", &[], &["OutsideMessage"]);
    }

    #[test]
    fn the_longest_known_account_is_the_sender() {
        let text = "9:05\n暖屋:小满：您好：在的";
        check(text, &[], &["09:05 \"暖屋\" None \"小满：您好：在的\""]);
        check(text, &["暖屋"], &["09:05 \"暖屋:小满\" None \"您好：在的\""]);
        check("9:05\n暖屋：您好：在的", &["暖屋"], &["09:05 \"暖屋\" None \"您好：在的\""]);
        check("9:05\n暖屋：小满：您好", &["暖屋：小满", "暖屋"], &["09:05 \"暖屋：小满\" None \"您好\""]);
    }
}
