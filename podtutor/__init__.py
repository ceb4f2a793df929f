"""podtutor: learn Kubernetes pods in a terminal; nothing it teaches is merely asserted."""

__version__ = "0.1.0"
