"""What runs in Checkov's environment, with nothing of ours but this folder and our rules.

Checkov's command line keeps too much to itself: a rule that crashes is a line of a log, a rule
that says *unknown* says nothing, a file that was not parsed ends with exit code 0, and a rule of
our own that could not be imported is an INFO message. So its runners are started from here, and
all that its rules say is noted. What quietens it (`.checkov.yaml`, inline comments) is not read.
Each file gets a graph of its own: resources of the same name in two stacks stay apart.

Differences that rules notice: `self.graph` is there in both modes, and Checkov's own rules get a
policy's or a container's JSON text decoded in both modes, which plain Checkov does for plans only
(on `terraform_json` most of them then say *unknown*, which it drops).
"""
