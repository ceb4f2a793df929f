"""The command line: parses, calls one use case, prints what came of it, exits. The only place that does either."""
