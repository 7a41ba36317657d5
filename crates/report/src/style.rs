use jinyu::Language;

/// How a report looks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// The language of messages and labels.
    pub language: Language,
    /// Whether text is coloured for a terminal.
    pub color: bool,
    /// Whether mobile and ID numbers are shown in full.
    pub show_personal_data: bool,
}

impl Style {
    /// The text in the chosen language.
    pub(crate) fn say<'t>(&self, chinese: &'t str, english: &'t str) -> &'t str {
        match self.language {
            Language::English => english,
            _ => chinese,
        }
    }
}
