"""Synthesizes every stack into cdktf.out: `cdktf synth`, `cdktf deploy <stack>`."""

import fastsynth
from stacks.environments import load_all, load_bootstrap
from stacks.synth import user_errors

if __name__ == "__main__":
    with user_errors():
        # Wrong values end here, before anything slow is imported.
        bootstrap, environments = load_bootstrap(), load_all()
        fastsynth.install()

        from stacks.app import synthesize

        synthesize(bootstrap, environments)
