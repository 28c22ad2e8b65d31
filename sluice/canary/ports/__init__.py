"""The edge: how a release sees AWS and changes it."""
