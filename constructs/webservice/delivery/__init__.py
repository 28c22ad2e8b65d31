"""Who may deploy and drive, and where state and journal are kept."""
