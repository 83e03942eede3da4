//! Allocation, conflict declarations, findings, clarifications and the recommendation.
