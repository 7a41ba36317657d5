//! Which accounts are the shop's.

use std::collections::HashSet;

/// The accounts that were named, and those that a log shows by their form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Accounts {
    named: Vec<String>,
    /// The shops whose sub-accounts were seen.
    shops: HashSet<String>,
}

impl Accounts {
    pub(crate) fn new(named: &[String]) -> Accounts {
        let named = named.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        Accounts { named: named.collect(), shops: HashSet::new() }
    }

    pub(crate) fn are_named(&self) -> bool {
        !self.named.is_empty()
    }

    /// Remembers the shop of a sub-account.
    pub(crate) fn see(&mut self, account: &str) {
        if let Some((shop, _)) = sub_account(account).filter(|(shop, _)| !self.shops.contains(*shop)) {
            self.shops.insert(shop.to_owned());
        }
    }

    /// Whether an account is one of those named, letter by letter.
    pub(crate) fn is_exactly(&self, account: &str) -> bool {
        self.named.iter().any(|name| name == account)
    }

    /// Whether an account is one of those named, or a sub-account of one.
    pub(crate) fn is_named(&self, account: &str) -> bool {
        self.named.iter().any(|name| {
            let behind = account.strip_prefix(name.as_str());
            behind.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '：']))
        })
    }

    /// Whether an account is the shop's: named, a sub-account by its form, or a shop whose
    /// sub-account was seen.
    pub(crate) fn is_ours(&self, account: &str) -> bool {
        sub_account(account).is_some() || self.shops.contains(account) || self.is_named(account)
    }
}

/// `店铺名:子账号` as its parts; the colon may be full-width.
pub(crate) fn sub_account(account: &str) -> Option<(&str, &str)> {
    let (shop, agent) = account.split_once([':', '：'])?;
    (!shop.trim().is_empty() && !agent.trim().is_empty()).then_some((shop, agent))
}

#[cfg(test)]
mod tests {
    use super::Accounts;

    #[test]
    fn ours_by_name_or_form() {
        let mut accounts = Accounts::new(&["青禾 ".to_owned(), String::new()]);
        let ours = |accounts: &Accounts, account| accounts.is_ours(account);
        assert!(ours(&accounts, "青禾") && ours(&accounts, "青禾：小满") && ours(&accounts, "暖屋:阿澈"));
        assert!(!ours(&accounts, "青禾苗") && !ours(&accounts, "暖屋") && !ours(&accounts, ":阿澈") && !ours(&accounts, ""));
        accounts.see("暖屋：阿澈");
        assert!(ours(&accounts, "暖屋") && !ours(&accounts, "阿澈"));
    }
}
