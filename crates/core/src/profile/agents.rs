use std::collections::{BTreeMap, BTreeSet};

use crate::document::Node;
use crate::fault::FaultKind;
use crate::fields::{Fields, Report, Text};

const KEYS: &[&str] = &["accounts", "group", "supervisor"];

/// The shop's staff, as the section `agents` of a profile names them.
#[derive(Clone, Debug, Default)]
pub struct Agents {
    by_name: BTreeMap<String, Agent>,
    /// Accounts, normal, with the name of whom they belong to and the line.
    accounts: BTreeMap<String, (String, usize)>,
}

/// One of the staff.
#[derive(Clone, Debug, Default)]
pub struct Agent {
    /// The accounts from which they write.
    pub accounts: Vec<String>,
    /// The group or team.
    pub group: Option<String>,
    /// The name of whom they answer to.
    pub supervisor: Option<String>,
}

impl Agents {
    /// Reads the section; an agent of a later file takes the place of one of the same name.
    pub(super) fn read(&mut self, node: &Node, report: &mut Report<'_>) {
        let mut supervisors = Vec::new();
        for (key, node) in report.map(node, "agents").unwrap_or_default() {
            let Some(fields) = Fields::read(node, "agent", KEYS, report) else {
                continue;
            };
            let accounts = fields.texts("accounts", report);
            let group = fields.get("group").and_then(|node| report.text(node));
            let supervisor = fields.get("supervisor").and_then(|node| report.text(node));
            self.accounts.retain(|_, (name, _)| *name != key.name);
            for account in &accounts {
                self.add_account(account, &key.name, report);
            }
            let accounts = accounts.into_iter().map(|account| account.value).collect();
            let agent = Agent { accounts, group: group.map(|text| text.value), supervisor: supervisor.clone().map(|text| text.value) };
            supervisors.extend(supervisor);
            self.by_name.insert(key.name.clone(), agent);
        }
        for supervisor in supervisors.iter().filter(|supervisor| !self.by_name.contains_key(&supervisor.value)) {
            report.fault(supervisor.place, FaultKind::UnknownAgent { name: supervisor.value.clone() });
        }
    }

    fn add_account(&mut self, account: &Text, name: &str, report: &mut Report<'_>) {
        match self.accounts.get(&normal(&account.value)) {
            Some((other, line)) => {
                let kind = FaultKind::DuplicateAccount { account: account.value.clone(), agent: other.clone(), line: *line };
                report.fault(account.place, kind);
            }
            None => {
                self.accounts.insert(normal(&account.value), (name.to_owned(), account.place.line));
            }
        }
    }

    /// The name of whom an account belongs to; an account that nobody has is its own name.
    #[must_use]
    pub fn name<'a>(&'a self, account: &'a str) -> &'a str {
        match self.accounts.get(&normal(account)) {
            Some((name, _)) => name,
            None => account.trim(),
        }
    }

    /// One of the staff, by name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Agent> {
        self.by_name.get(name)
    }

    /// All names with what is known of them, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Agent)> {
        self.by_name.iter().map(|(name, agent)| (name.as_str(), agent))
    }

    /// Those who are charged together with an agent: the agent's group, or everybody where the agent has none.
    #[must_use]
    pub fn team<'a>(&'a self, name: &'a str) -> BTreeSet<&'a str> {
        let group = self.get(name).and_then(|agent| agent.group.as_deref());
        let members = self.iter().filter(|(_, agent)| group.is_none() || agent.group.as_deref() == group);
        members.map(|(name, _)| name).chain([name]).filter(|name| !name.is_empty()).collect()
    }
}

/// An account as it is compared: full-width colons and blanks around it do not matter.
fn normal(account: &str) -> String {
    account.trim().replace('：', ":")
}
