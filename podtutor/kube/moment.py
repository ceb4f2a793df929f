

@lru_cache(maxsize=16384)
def timestamp(moment: int) -> str:
    """The API's timestamp of a moment in milliseconds since 1970: whole seconds, cut, as on the wire."""
    return (_EPOCH + timedelta(seconds=moment // 1000)).strftime("%Y-%m-%dT%H:%M:%SZ")
