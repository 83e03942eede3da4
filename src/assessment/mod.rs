//! An employer's answers, progress, sign-off and submission, and the frozen bundle every later step cites.
