"""What happens: a cluster whose time is a number, run by the rules of `podtutor.rules`."""
