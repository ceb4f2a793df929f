"""One file per command; `podtutor.cli.catalog` says which there are."""
