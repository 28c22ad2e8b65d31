"""The embedded AWS: an API emulator on loopback that real Terraform deploys to."""
