//! Vectorscan through the library that the system's distribution installs (Debian: `libvectorscan-dev`), as far as a search for literals needs it.
#![allow(unsafe_code, reason = "a C library")]

use std::ffi::{c_char, c_int, c_uint, c_ulonglong, c_void};
use std::ptr::{null, null_mut};

const MODE_BLOCK: c_uint = 1;

/// Its opaque types: a compiled database, and the memory of a scan.
enum Database {}
enum Memory {}

type OnMatch = extern "C" fn(c_uint, c_ulonglong, c_ulonglong, c_uint, *mut c_void) -> c_int;

#[link(name = "hs")]
unsafe extern "C" {
    fn hs_compile_lit_multi(
        texts: *const *const c_char,
        flags: *const c_uint,
        ids: *const c_uint,
        lengths: *const usize,
        count: c_uint,
        mode: c_uint,
        platform: *const c_void,
        database: *mut *mut Database,
        error: *mut *mut c_void,
    ) -> c_int;
    fn hs_alloc_scratch(database: *const Database, memory: *mut *mut Memory) -> c_int;
    fn hs_database_size(database: *const Database, bytes: *mut usize) -> c_int;
    fn hs_scan(
        database: *const Database,
        text: *const c_char,
        length: c_uint,
        flags: c_uint,
        memory: *mut Memory,
        on_match: OnMatch,
        context: *mut c_void,
    ) -> c_int;
    fn hs_free_scratch(memory: *mut Memory) -> c_int;
    fn hs_free_database(database: *mut Database) -> c_int;
}

/// Phrases, ready to be searched for as they are, without folding.
pub struct Vectorscan {
    database: *mut Database,
    memory: *mut Memory,
}

impl Vectorscan {
    /// Compiles the phrases; nothing where the library refuses them.
    pub fn new(phrases: &[String]) -> Option<Vectorscan> {
        let texts: Vec<*const c_char> = phrases.iter().map(|phrase| phrase.as_ptr().cast()).collect();
        let lengths: Vec<usize> = phrases.iter().map(String::len).collect();
        let ids: Vec<c_uint> = (0..).take(phrases.len()).collect();
        let flags = vec![0; phrases.len()];
        let (mut database, mut memory, mut error) = (null_mut(), null_mut(), null_mut());
        // SAFETY: the arrays are as long as it is told, and it copies what it keeps; it writes to the two places given.
        let is_ready = unsafe {
            let (texts, flags, ids, lengths) = (texts.as_ptr(), flags.as_ptr(), ids.as_ptr(), lengths.as_ptr());
            let count = phrases.len() as c_uint;
            hs_compile_lit_multi(texts, flags, ids, lengths, count, MODE_BLOCK, null(), &raw mut database, &raw mut error) == 0
                && hs_alloc_scratch(database, &raw mut memory) == 0
        };
        is_ready.then_some(Vectorscan { database, memory })
    }

    /// Memory of the database, in bytes.
    pub fn bytes(&self) -> usize {
        let mut bytes = 0;
        // SAFETY: the database is a compiled one.
        unsafe { hs_database_size(self.database, &raw mut bytes) };
        bytes
    }

    /// How often phrases stand in a text, overlapping ones as well.
    pub fn count(&mut self, text: &str) -> usize {
        let mut count = 0usize;
        // SAFETY: database and memory belong together, and the handler gets the counter that lives until the scan is over.
        unsafe {
            let context = (&raw mut count).cast();
            hs_scan(self.database, text.as_ptr().cast(), text.len() as c_uint, 0, self.memory, count_match, context);
        }
        count
    }
}

impl Drop for Vectorscan {
    fn drop(&mut self) {
        // SAFETY: both were given by the library, and are used no more.
        unsafe {
            hs_free_scratch(self.memory);
            hs_free_database(self.database);
        }
    }
}

extern "C" fn count_match(_: c_uint, _: c_ulonglong, _: c_ulonglong, _: c_uint, count: *mut c_void) -> c_int {
    // SAFETY: `count` is the counter of the scan that calls.
    unsafe { *count.cast::<usize>() += 1 };
    0
}
