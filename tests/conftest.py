"""Makes the bindings' imports fast for every test of this process."""

import os

import fastsynth

# Which Node runs the tests is set-up's concern; jsii's banner would bury a failure.
os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "1")

fastsynth.install()
