//! Context, clock, configuration, database, errors, audit, jobs, paging, storage and the calendar: what every room stands on.
