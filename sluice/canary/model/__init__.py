"""The plain values that the parts of a release hand each other; nothing here acts."""
