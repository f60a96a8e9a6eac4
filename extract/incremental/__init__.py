"""Facts of many articles: what is new or changed is read, partition by partition, on the engine that is chosen."""
