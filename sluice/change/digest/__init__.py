"""One digest for a plan and what it was judged by."""
