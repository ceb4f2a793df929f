"""Controllers: one file for each of kube-controller-manager's that pods meet, and the list of all."""
