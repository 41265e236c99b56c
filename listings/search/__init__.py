"""Search without a database: what words mean, where a page goes on, which sorts there are. Plain values only."""
