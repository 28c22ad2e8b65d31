"""Synthesizes every stack into cdktf.out: `cdktf synth`, `cdktf deploy <stack>`."""

import fastsynth
from stacks.synth import user_errors

if __name__ == "__main__":
    with user_errors():
        fastsynth.install()

        from stacks.app import synthesize

        synthesize()
