//! Files and links an employer offers for an answer: size and kind checks, hashes, who may see them.
