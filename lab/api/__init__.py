"""The emulator's HTTP side: real connections in front of moto."""
