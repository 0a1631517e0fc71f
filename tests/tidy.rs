//! Rules about the code base itself.
