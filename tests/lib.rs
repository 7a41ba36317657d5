//! End-to-end tests: this library is empty, the files beside it are the tests.
