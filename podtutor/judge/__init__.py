"""What is expected, and what is observed: expectations over traces and decisions, and the proofs of claims.

One small language for proofs, predictions and exercises. A verdict never raises for what it finds: it says in
words what was expected and what was there instead.
"""
