"""What the API server says to an object: errors with upstream's field paths, types and wording, and warnings.

`pods` validates a pod at its creation, `updates` its changes, `workloads` the controllers; `warnings` warns.
"""
