"""The container runtime of a node: sandboxes, containers, and the scripted processes inside them."""
