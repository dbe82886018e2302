//! Follow-ups: every planned or done contact after a visit. Words first, then the record, then the next date by grade.

pub mod cadence;
