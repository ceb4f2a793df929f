"""How faithful podtutor is: the recordings of Kubernetes, and the comparison of decisions and histories with them."""
