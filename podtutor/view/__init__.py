"""Models as Rich renderables: what people see. No arithmetic about Kubernetes, no printing, no questions asked."""
