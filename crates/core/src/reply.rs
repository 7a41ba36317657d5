/// One outgoing message of the shop, as it is about to be sent.
///
/// `From<&str>` makes a reply without context.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Reply<'t> {
    /// The text, as the customer would see it.
    pub text: &'t str,
}

impl<'t> Reply<'t> {
    /// A reply without context.
    #[must_use]
    pub const fn new(text: &'t str) -> Reply<'t> {
        Reply { text }
    }
}

impl<'t> From<&'t str> for Reply<'t> {
    fn from(text: &'t str) -> Reply<'t> {
        Reply::new(text)
    }
}

impl<'t> From<&'t String> for Reply<'t> {
    fn from(text: &'t String) -> Reply<'t> {
        Reply::new(text)
    }
}
