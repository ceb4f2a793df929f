"""The scheduler's rules: one file a plugin or a few, `cycle` runs the filters, `scoring` the scores.

`snapshot` holds what a cycle looks at. Everything a plugin asks of a pod or a node again and again is computed once, in
`PodInfo` and `NodeInfo`; filters and scores then only compare numbers.
"""
