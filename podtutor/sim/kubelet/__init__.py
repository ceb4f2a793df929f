"""The kubelet: one per node, one file per part of upstream's pkg/kubelet."""
